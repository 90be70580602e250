package io.sluice.store.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class RocksDbOptionsTest {
  private static final RocksDbOptions DEFAULTS = RocksDbOptions.defaults();

  @Test
  void oneThingIsChangedAtATime() {
    assertThat(
            DEFAULTS
                .withBlockCacheBytes(8 << 20)
                .withWriteBufferBytes(1 << 20)
                .withMaxOpenFiles(64)
                .withMaxWaitingCommits(1)
                .withReservedBytes(0))
        .isEqualTo(new RocksDbOptions(8 << 20, 1 << 20, 64, 1, 0));
  }

  @Test
  void tooLittleIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withBlockCacheBytes(0));
    assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withWriteBufferBytes(1 << 10));
    assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withMaxOpenFiles(10));
    assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withMaxWaitingCommits(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.withReservedBytes(-1))
        .withMessageContaining("reserve");
  }
}

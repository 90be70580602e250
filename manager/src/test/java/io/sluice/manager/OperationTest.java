package io.sluice.manager;

import io.sluice.protocol.Failure;
import io.sluice.protocol.client.RefusedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A manager with one empty bucket; whatever a test does to it, all must fit together then. */
public abstract class OperationTest {
  protected static final String BUCKET = "bucket";
  protected static final byte[] SMALL = bytes("small");
  protected static final byte[] OTHER = bytes("other");
  protected static final byte[] LARGE = bytes("large ".repeat(100));
  protected static final byte[] LARGER = bytes("larger ".repeat(200));

  @TempDir private Path folder;
  protected TestingManager manager;
  protected TestingGateway gateway;

  @BeforeEach
  void open() {
    manager = TestingManager.open(folder);
    gateway = manager.gateway();
    gateway.createBucket(BUCKET);
  }

  @AfterEach
  void close() {
    try {
      manager.requireSound();
      manager.settle();
      manager.fsck().requireClean();
    } finally {
      manager.close();
    }
  }

  protected static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What the clock stands at. */
  protected long now() {
    return manager.clock().millis();
  }

  protected static AbstractThrowableAssert<?, ?> assertRefused(
      ThrowingCallable call, Failure.Code code) {
    return assertRefused(call, code, Map.of());
  }

  protected static AbstractThrowableAssert<?, ?> assertRefused(
      ThrowingCallable call, Failure.Code code, Map<String, String> details) {
    return Assertions.assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> {
              Assertions.assertThat(refused.code()).isEqualTo(code);
              Assertions.assertThat(refused.failure().getDetailsMap())
                  .containsAllEntriesOf(details);
            });
  }
}

package io.sluice.catalog.vending;

import static io.sluice.catalog.vending.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.catalog.storage.TableStorage.Access;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials of another account, while its security token service is slow or down. */
class RefreshIT {
  private static final String TABLE = "s3://two/ns/t";

  private final TestingClock clock = TestingClock.atThisMoment();
  private @TempDir Path folder;
  private TestingLake lake;
  private TestingActor actor;

  @BeforeEach
  void start() throws IOException {
    lake = new TestingLake(folder, clock);
    lake.account("two", false);
    actor = TestingActor.of(lake.sluice().principal("alice", "").id());
  }

  @AfterEach
  void stop() {
    lake.sts().release();
    lake.close();
  }

  private String vend() {
    Access access = lake.vend(actor, true, TABLE);
    return TestingLake.credentials(access).accessKeyId();
  }

  @Test
  void nobodyWaitsForASlowOneOnceATableIsWarm() {
    String first = vend();
    assertThat(vend()).isEqualTo(first);
    int before = lake.sts().connections();
    lake.sts().hold();
    clock.advance(Duration.ofMinutes(31));

    lake.storage().sweep();
    eventually(() -> assertThat(lake.sts().connections()).isGreaterThan(before));
    assertThat(vend()).isEqualTo(first);

    lake.sts().release();
    eventually(() -> assertThat(vend()).isNotEqualTo(first));
  }

  @Test
  void whileItIsDownWhatIsGoodIsServed() {
    String first = vend();
    lake.sts().down(true);
    clock.advance(Duration.ofMinutes(45));
    assertThat(vend()).isEqualTo(first);
    clock.advance(Duration.ofMinutes(13));
    assertThat(vend()).isEqualTo(first);
    clock.advance(Duration.ofMinutes(3));
    assertThatThrownBy(this::vend)
        .isInstanceOf(ServiceUnavailableException.class)
        .hasMessageContaining("'two'");

    lake.sts().down(false);
    assertThat(vend()).isNotEqualTo(first);
  }
}

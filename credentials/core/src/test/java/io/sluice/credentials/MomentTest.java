package io.sluice.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MomentTest {
  private static final Moment NOW = new Moment(Instant.EPOCH, 0);

  @Test
  void a_deadline_is_reached_by_whichever_clock_comes_first() {
    Moment deadline = NOW.plus(Duration.ofMinutes(1));

    assertThat(NOW.until(deadline)).isEqualTo(Duration.ofMinutes(1));
    assertThat(at(61, 0).reached(deadline)).as("slept").isTrue();
    assertThat(at(0, 61).reached(deadline)).as("wall clock set back").isTrue();
    assertThat(at(59, 59).reached(deadline)).isFalse();
  }

  @Test
  void tells_how_far_the_clocks_came_apart() {
    assertThat(at(100, 40).jumpSince(NOW)).isEqualTo(Duration.ofSeconds(60));
    assertThat(at(10, 40).jumpSince(NOW)).isEqualTo(Duration.ofSeconds(-30));
  }

  @Test
  void a_monotonic_clock_may_start_anywhere() {
    Moment late = new Moment(Instant.EPOCH, Long.MAX_VALUE - 5);

    assertThat(late.until(late.plus(Duration.ofSeconds(1)))).isEqualTo(Duration.ofSeconds(1));
  }

  private static Moment at(int wallSeconds, int monotonicSeconds) {
    return new Moment(Instant.EPOCH.plusSeconds(wallSeconds), monotonicSeconds * 1_000_000_000L);
  }
}

package io.sluice.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LongSummaryStatistics;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Duration PLENTY = Duration.ofHours(1);

  private final RandomGenerator random = new SplittableRandom(1);

  @Test
  void doubles_with_full_jitter_up_to_the_longest() {
    assertThat(draw(1, PLENTY, null).getMax()).isBetween(95L, 100L);
    assertThat(draw(4, PLENTY, null).getMax()).isBetween(780L, 800L);
    assertThat(draw(4, PLENTY, null).getAverage()).isBetween(370.0, 430.0);
    assertThat(draw(1_000, PLENTY, null).getMax()).isBetween(29_000L, 30_000L);
  }

  @Test
  void leaves_time_for_several_attempts_in_what_is_left_of_the_life() {
    assertThat(draw(20, Duration.ofSeconds(9), null).getMax()).isLessThanOrEqualTo(3_000);
  }

  @Test
  void tries_more_often_while_nothing_is_valid() {
    assertThat(draw(20, Duration.ZERO, null).getMax()).isBetween(4_900L, 5_000L);
  }

  @Test
  void leaves_the_issuer_alone_for_as_long_as_it_asks_and_the_life_allows() {
    assertThat(draw(1, PLENTY, Duration.ofSeconds(40)).getMin()).isEqualTo(40_000);
    assertThat(draw(1, Duration.ofSeconds(30), Duration.ofSeconds(40)).getMax()).isEqualTo(10_000);
  }

  @Test
  void never_spins() {
    assertThat(draw(1, Duration.ofMillis(3), null).getMin()).isEqualTo(10);
  }

  private LongSummaryStatistics draw(int failures, Duration left, @Nullable Duration asked) {
    return LongStream.range(0, 5_000)
        .map(i -> Backoff.DEFAULT.delay(failures, left, asked, random).toMillis())
        .summaryStatistics();
  }
}

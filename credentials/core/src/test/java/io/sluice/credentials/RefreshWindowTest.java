package io.sluice.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.LongSummaryStatistics;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RefreshWindowTest {
  private final RandomGenerator random = new SplittableRandom(1);

  @Test
  void lies_between_half_and_two_thirds_of_the_life() {
    LongSummaryStatistics drawn = draw(Duration.ofHours(1));

    assertThat(drawn.getMin()).isBetween(30 * 60_000L, 30 * 60_000L + 5_000);
    assertThat(drawn.getMax()).isBetween(39 * 60_000L, 39 * 60_000L + 36_000);
  }

  @Test
  void ends_fifteen_minutes_before_the_end_of_a_life_that_allows_it() {
    assertThat(draw(Duration.ofMinutes(40)).getMax()).isLessThanOrEqualTo(25 * 60_000);
    assertThat(draw(Duration.ofMinutes(40)).getMin()).isGreaterThanOrEqualTo(20 * 60_000);
  }

  @Test
  void ignores_the_fifteen_minutes_where_the_life_is_too_short_for_them() {
    LongSummaryStatistics drawn = draw(Duration.ofMinutes(15));

    assertThat(drawn.getMin()).isGreaterThanOrEqualTo((long) (7.5 * 60_000));
    assertThat(drawn.getMax()).isBetween((long) (9.8 * 60_000), (long) (9.9 * 60_000));
  }

  @Test
  void refuses_to_end_after_the_life() {
    assertThatThrownBy(() -> new RefreshWindow(0.5, 1.1, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a refresh window lies between 0 and 1, not from 0.5 to 1.1");
  }

  private LongSummaryStatistics draw(Duration life) {
    return LongStream.range(0, 10_000)
        .map(i -> RefreshWindow.DEFAULT.draw(life, random).toMillis())
        .summaryStatistics();
  }
}

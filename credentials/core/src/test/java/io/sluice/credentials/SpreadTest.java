package io.sluice.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.credentials.testing.TestingTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Pods that a deployment started in the same second do not ask the issuer in the same second. */
class SpreadTest {
  private static final int PODS = 250;
  private static final int CYCLES = 6;

  private final TestingTime time = new TestingTime(Fixture.START);
  private final List<RefreshingSupplier<String>> suppliers = new ArrayList<>();
  private final List<Duration> calls = new ArrayList<>();

  @Test
  void refreshes_of_250_pods_spread_evenly() {
    List<RefreshScheduler> pods = startPods();
    while (calls.size() < PODS * (CYCLES + 1)) {
      time.advance(Duration.ofSeconds(1));
      pods.forEach(RefreshScheduler::round);
    }

    NavigableMap<Long, Integer> firstCycle = perMinute(calls.subList(PODS, 2 * PODS));
    assertThat(firstCycle.firstKey()).isGreaterThanOrEqualTo(30);
    assertThat(firstCycle.lastKey()).isLessThanOrEqualTo(39);
    // 250 calls over 9.6 minutes are 26 a minute; 40 would be 2.8 standard deviations more
    assertThat(firstCycle.headMap(39L).values()).allSatisfy(n -> assertThat(n).isBetween(12, 40));

    // the longer they run, the wider they spread: 250 calls in half an hour are 8 a minute
    NavigableMap<Long, Integer> later = perMinute(calls.subList(4 * PODS, CYCLES * PODS));
    assertThat(later.values()).allSatisfy(n -> assertThat(n).isLessThanOrEqualTo(20));
  }

  private List<RefreshScheduler> startPods() {
    SplittableRandom seeds = new SplittableRandom(2026);
    List<RefreshScheduler> pods = new ArrayList<>();
    for (int pod = 0; pod < PODS; pod++) {
      RefreshScheduler scheduler =
          new RefreshScheduler(TimeSource.of(time, time::nanoTime), drive -> {}, Runnable::run);
      suppliers.add(
          RefreshingSupplier.builder(this::issue)
              .scheduler(scheduler)
              .random(seeds.split())
              .build()
              .start());
      pods.add(scheduler);
    }
    return pods;
  }

  private Issued<String> issue() {
    calls.add(Duration.between(Fixture.START, time.instant()));
    return Issued.until(time.instant().plus(Fixture.LIFE), "value", Origin.UNKNOWN);
  }

  private static NavigableMap<Long, Integer> perMinute(List<Duration> calls) {
    NavigableMap<Long, Integer> histogram = new TreeMap<>();
    calls.forEach(call -> histogram.merge(call.toMinutes(), 1, Integer::sum));
    return histogram;
  }
}

package io.sluice.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private static Sample sample(int round, double cpuMicros, double peak) {
    return new Sample(
        "get-1k", 32, "sluice", round, 100, round, 0, 1, 100, 1, 2, 3, cpuMicros, 0, peak, 0.1);
  }

  @Test
  void mediansAndExtremesAreOfAllRounds() {
    Summary odd = Summary.of(List.of(sample(1, 30, 5), sample(2, 10, 9), sample(3, 20, 7)));

    assertThat(odd.cpuMicros()).isEqualTo(new Summary.Spread(20, 10, 30));
    assertThat(odd.requests()).isEqualTo(300);
    assertThat(odd.faults()).isEqualTo(6);
    assertThat(odd.peakMebibytes()).isEqualTo(9);
    assertThat(Summary.of(List.of(sample(1, 30, 5), sample(2, 10, 9))).cpuMicros().median())
        .isEqualTo(20);
  }
}

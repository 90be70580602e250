package io.sluice.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.store.tck.History.Operation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Histories of a few operations, each of one kind of trouble. */
final class SerialisabilityCheckerTest {
  private static Operation read(int id, int started, int ended, Map<String, List<Integer>> reads) {
    return new Operation(id, started, ended, reads, Set.of(), true);
  }

  private static Operation append(int id, int started, int ended, Map<String, List<Integer>> to) {
    return new Operation(id, started, ended, to, to.keySet(), true);
  }

  private static Optional<String> violation(Map<String, List<Integer>> end, Operation... all) {
    return SerialisabilityChecker.violation(new History(List.of(all), end));
  }

  @Test
  void nothingIsSerialisable() {
    assertThat(violation(Map.of())).isEmpty();
  }

  @Test
  void overlappingOperationsMayHappenInAnyOrder() {
    assertThat(
            violation(
                Map.of("a", List.of(2, 1)),
                append(1, 0, 10, Map.of("a", List.of(2))),
                append(2, 0, 10, Map.of("a", List.of())),
                read(3, 0, 10, Map.of("a", List.of())),
                read(4, 0, 10, Map.of("a", List.of(2))),
                read(5, 0, 10, Map.of("a", List.of(2, 1)))))
        .isEmpty();
  }

  @Test
  void anAppendThatDisappearsIsALostUpdate() {
    assertThat(
            violation(
                Map.of("a", List.of(2)),
                append(1, 0, 10, Map.of("a", List.of())),
                append(2, 0, 10, Map.of("a", List.of()))))
        .hasValueSatisfying(text -> assertThat(text).contains("append to a was lost"));
  }

  @Test
  void anAppendToAListThatHadChangedIsFound() {
    assertThat(
            violation(
                Map.of("a", List.of(1, 2)),
                append(1, 0, 10, Map.of("a", List.of())),
                append(2, 0, 10, Map.of("a", List.of()))))
        .hasValueSatisfying(text -> assertThat(text).contains("must come before"));
  }

  @Test
  void aListThatWasNeverThereIsFound() {
    assertThat(
            violation(
                Map.of("a", List.of(1)),
                append(1, 0, 10, Map.of("a", List.of())),
                append(2, 0, 10, Map.of("b", List.of())),
                read(3, 0, 10, Map.of("a", List.of(2)))))
        .isPresent();
    assertThat(violation(Map.of("a", List.of(7)))).isPresent();
    assertThat(violation(Map.of("a", List.of(1, 1)), append(1, 0, 1, Map.of("a", List.of()))))
        .isPresent();
  }

  @Test
  void halfACommitSeenIsFound() {
    assertThat(
            violation(
                Map.of("a", List.of(1), "b", List.of(1)),
                append(1, 0, 10, Map.of("a", List.of(), "b", List.of())),
                read(2, 0, 10, Map.of("a", List.of(1), "b", List.of()))))
        .hasValueSatisfying(text -> assertThat(text).contains("must come before"));
  }

  @Test
  void twoReadersWhoDisagreeAboutTheOrderAreFound() {
    assertThat(
            violation(
                Map.of("a", List.of(1), "b", List.of(2)),
                append(1, 0, 10, Map.of("a", List.of())),
                append(2, 0, 10, Map.of("b", List.of())),
                read(3, 0, 10, Map.of("a", List.of(1), "b", List.of())),
                read(4, 0, 10, Map.of("a", List.of(), "b", List.of(2)))))
        .isPresent();
  }

  @Test
  void writersWhoEachReadWhatTheOtherReplacedAreFound() {
    Operation first =
        new Operation(1, 0, 10, Map.of("a", List.of(), "b", List.of()), Set.of("a"), true);
    Operation second =
        new Operation(2, 0, 10, Map.of("a", List.of(), "b", List.of()), Set.of("b"), true);

    assertThat(violation(Map.of("a", List.of(1), "b", List.of(2)), first, second)).isPresent();
  }

  @Test
  void aReadOfWhatHadBeenReplacedBeforeItStartedIsFound() {
    Operation writer = append(1, 0, 10, Map.of("a", List.of()));

    assertThat(violation(Map.of("a", List.of(1)), writer, read(2, 10, 20, Map.of("a", List.of()))))
        .isEmpty();
    assertThat(violation(Map.of("a", List.of(1)), writer, read(2, 11, 20, Map.of("a", List.of()))))
        .isPresent();
  }

  @Test
  void readsThatGoBackInTimeAreFound() {
    assertThat(
            violation(
                Map.of("a", List.of(1)),
                append(1, 0, 100, Map.of("a", List.of())),
                read(2, 10, 20, Map.of("a", List.of(1))),
                read(3, 30, 40, Map.of("a", List.of()))))
        .isPresent();
  }

  @Test
  void aRefusalNeedsAReason() {
    Operation refused = new Operation(1, 10, 20, Map.of("a", List.of()), Set.of("a"), false);

    assertThat(violation(Map.of(), refused)).isPresent();
    assertThat(
            violation(Map.of("a", List.of(2)), refused, append(2, 21, 30, Map.of("a", List.of()))))
        .isPresent();
    assertThat(
            violation(Map.of("a", List.of(2)), refused, append(2, 15, 30, Map.of("a", List.of()))))
        .isEmpty();
    assertThat(violation(Map.of("a", List.of(1)), refused)).isPresent();
  }
}

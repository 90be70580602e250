package io.sluice.store.tck;

import io.sluice.store.tck.History.Operation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whether a history is strictly serialisable: whether its operations could have happened
 * one after the other, each at some moment between its start and its end.
 *
 * <p>It is so exactly if no operation must come before itself. An operation must come before
 * another that read or replaced what it wrote, before one that replaced what it read, and before
 * one that started after it had ended. (The method is Elle's for appended lists: Kingsbury and
 * Alvaro, "Elle: Inferring Isolation Anomalies from Experimental Observations", VLDB 2020.)
 */
final class SerialisabilityChecker {
  private final List<Operation> operations;
  private final Map<String, List<Integer>> end;
  private final Map<Integer, Integer> indexOfId = new HashMap<>();

  /** The operations that must come later; behind them, moments in time, each before the next. */
  private final List<List<Integer>> later = new ArrayList<>();

  private SerialisabilityChecker(History history) {
    operations = history.operations();
    end = history.end();
    for (int i = 0; i < operations.size(); i++) {
      indexOfId.put(operations.get(i).id(), i);
    }
    for (int i = 0; i < 2 * operations.size(); i++) {
      later.add(new ArrayList<>());
    }
  }

  /** What cannot be; empty if the history is strictly serialisable. */
  static Optional<String> violation(History history) {
    SerialisabilityChecker checker = new SerialisabilityChecker(history);
    return checker
        .impossibleEnd()
        .or(checker::impossibleOperation)
        .or(checker::operationBeforeItself);
  }

  /** Every element of a list at the end is there once, by who says to have appended it. */
  private Optional<String> impossibleEnd() {
    for (Map.Entry<String, List<Integer>> list : end.entrySet()) {
      Set<Integer> seen = new HashSet<>();
      for (Integer id : list.getValue()) {
        Integer index = indexOfId.get(id);
        if (!seen.add(id)) {
          return Optional.of("%s holds %d twice".formatted(list.getKey(), id));
        }
        if (index == null || !operations.get(index).appends().contains(list.getKey())) {
          return Optional.of("nobody appended %d to %s".formatted(id, list.getKey()));
        }
        if (!operations.get(index).done()) {
          return Optional.of("what was refused took effect: " + operations.get(index));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> impossibleOperation() {
    for (Operation operation : operations) {
      for (Map.Entry<String, List<Integer>> read : operation.reads().entrySet()) {
        List<Integer> list = end.getOrDefault(read.getKey(), List.of());
        int length = read.getValue().size();
        if (length > list.size() || !list.subList(0, length).equals(read.getValue())) {
          return Optional.of("read what was never there or was lost: " + operation);
        }
      }
      for (String key : operation.appends()) {
        if (operation.done() && !end.getOrDefault(key, List.of()).contains(operation.id())) {
          return Optional.of("an append to %s was lost: %s".formatted(key, operation));
        }
      }
      if (!operation.done() && nothingChangedBefore(operation)) {
        return Optional.of("refused although nothing had changed: " + operation);
      }
    }
    return Optional.empty();
  }

  private boolean nothingChangedBefore(Operation refused) {
    return refused.reads().keySet().stream()
        .allMatch(
            key ->
                replacementOf(refused, key)
                    .map(index -> operations.get(index).started() > refused.ended())
                    .orElse(true));
  }

  /** The operation that was the first to append to a list as another one had read it. */
  private Optional<Integer> replacementOf(Operation reader, String key) {
    int length = reader.reads().getOrDefault(key, List.of()).size();
    List<Integer> list = end.getOrDefault(key, List.of());
    return length < list.size() ? Optional.of(indexOf(list.get(length))) : Optional.empty();
  }

  private int indexOf(Integer id) {
    return indexOfId.getOrDefault(id, -1);
  }

  private Optional<String> operationBeforeItself() {
    end.values().forEach(this::orderWrites);
    for (int i = 0; i < operations.size(); i++) {
      Operation operation = operations.get(i);
      if (operation.done()) {
        orderReads(i, operation);
      }
    }
    orderInTime();
    return findCycle().map(this::describe);
  }

  private void orderWrites(List<Integer> list) {
    for (int i = 1; i < list.size(); i++) {
      order(indexOf(list.get(i - 1)), indexOf(list.get(i)));
    }
  }

  private void orderReads(int index, Operation operation) {
    operation
        .reads()
        .forEach(
            (key, list) -> {
              if (!list.isEmpty()) {
                order(indexOf(list.getLast()), index);
              }
              replacementOf(operation, key).ifPresent(writer -> order(index, writer));
            });
  }

  /**
   * Pairs of operations of which one ended before the other started are too many, so each operation
   * comes before the moment of its end, and the last such moment before its start comes before it.
   */
  private void orderInTime() {
    int count = operations.size();
    Integer[] byEnd = new Integer[count];
    Arrays.setAll(byEnd, i -> i);
    Arrays.sort(byEnd, Comparator.comparingLong(i -> operations.get(i).ended()));
    long[] ends = Arrays.stream(byEnd).mapToLong(i -> operations.get(i).ended()).toArray();
    for (int i = 0; i < count; i++) {
      order(byEnd[i], count + i);
      if (i > 0) {
        order(count + i - 1, count + i);
      }
      int before = endsBefore(ends, operations.get(i).started());
      if (before > 0) {
        order(count + before - 1, i);
      }
    }
  }

  /** How many of the sorted ends lie before a moment. */
  private static int endsBefore(long[] ends, long moment) {
    int low = 0;
    int high = ends.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ends[middle] < moment) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void order(int first, int second) {
    if (first != second) {
      later.get(first).add(second);
    }
  }

  /** Takes away what nothing must come before, again and again; what is left are cycles. */
  private Optional<List<Integer>> findCycle() {
    int[] earlier = new int[later.size()];
    later.forEach(nodes -> nodes.forEach(node -> earlier[node]++));
    Deque<Integer> free = new ArrayDeque<>();
    for (int node = 0; node < earlier.length; node++) {
      if (earlier[node] == 0) {
        free.add(node);
      }
    }
    int taken = 0;
    while (!free.isEmpty()) {
      taken++;
      for (int node : later.get(free.remove())) {
        if (--earlier[node] == 0) {
          free.add(node);
        }
      }
    }
    return taken == earlier.length ? Optional.empty() : Optional.of(shortestCycle(earlier));
  }

  private List<Integer> shortestCycle(int[] earlier) {
    List<Integer> shortest = List.of();
    for (int start = 0; start < operations.size(); start++) {
      if (earlier[start] > 0) {
        List<Integer> cycle = cycleThrough(start, earlier);
        if (!cycle.isEmpty() && (shortest.isEmpty() || cycle.size() < shortest.size())) {
          shortest = cycle;
        }
      }
    }
    return shortest;
  }

  /** A shortest way from a node back to it, by breadth-first search; empty if there is none. */
  private List<Integer> cycleThrough(int start, int[] earlier) {
    Map<Integer, Integer> cameFrom = new HashMap<>();
    Deque<Integer> reached = new ArrayDeque<>(List.of(start));
    while (!reached.isEmpty()) {
      int node = reached.remove();
      for (int next : later.get(node)) {
        if (next == start) {
          Deque<Integer> cycle = new ArrayDeque<>();
          for (Integer at = node; at != null; at = cameFrom.get(at)) {
            cycle.addFirst(at);
          }
          return List.copyOf(cycle);
        }
        if (earlier[next] > 0 && cameFrom.putIfAbsent(next, node) == null) {
          reached.add(next);
        }
      }
    }
    return List.of();
  }

  private String describe(List<Integer> cycle) {
    StringBuilder text = new StringBuilder("each of these must come before the next:");
    for (int node : cycle) {
      if (node < operations.size()) {
        text.append("\n  ").append(operations.get(node));
      }
    }
    return text.append("\n  and the last before the first").toString();
  }
}

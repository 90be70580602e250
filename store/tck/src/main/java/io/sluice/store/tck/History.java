package io.sluice.store.tck;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What many threads did to a store whose every entry is the list of those who appended to it. So
 * the versions of an entry have a known order, and each tells who wrote it.
 *
 * @param operations in any order
 * @param end the lists when all was over
 */
record History(List<Operation> operations, Map<String, List<Integer>> end) {
  /**
   * One call of the store.
   *
   * @param id what it appends; different for each
   * @param started when the call began, by a clock that all threads share
   * @param ended when it returned
   * @param reads the lists that it read, or demanded to be unchanged
   * @param appends the keys that it appended its id to
   * @param done false for a commit that was refused because a list had changed
   */
  record Operation(
      int id,
      long started,
      long ended,
      Map<String, List<Integer>> reads,
      Set<String> appends,
      boolean done) {}
}

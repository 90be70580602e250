package io.sluice.bench.lake;

import java.util.List;
import java.util.stream.IntStream;

/** On how many tables writers write. */
enum Tables {
  ONE(1, "one"),
  MANY(32, "32");

  /** How many write at once. */
  static final List<Integer> WRITERS = List.of(1, 2, 8, 32);

  private final int count;
  private final String word;

  Tables(int count, String word) {
    this.count = count;
    this.word = word;
  }

  String word() {
    return word;
  }

  String title() {
    return this == ONE ? "one table" : word + " tables";
  }

  List<String> names(String prefix) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
  }
}

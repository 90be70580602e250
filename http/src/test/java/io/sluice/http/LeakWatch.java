package io.sluice.http;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Remembers buffers that were never released. Netty finds out about one only when it has been
 * collected and another is allocated, so the watch has to make both happen.
 */
final class LeakWatch {
  private static final List<String> LEAKS = new CopyOnWriteArrayList<>();
  private static final int ROUNDS = 3;

  private LeakWatch() {}

  static void begin() {
    ByteBufUtil.setLeakListener((type, records) -> LEAKS.add(type + " " + records));
  }

  /** The leaks since the last call. */
  static List<String> leaks() {
    for (int i = 0; i < ROUNDS; i++) {
      System.gc();
      ByteBufAllocator.DEFAULT.directBuffer(1).release();
    }
    List<String> found = List.copyOf(LEAKS);
    LEAKS.clear();
    return found;
  }
}

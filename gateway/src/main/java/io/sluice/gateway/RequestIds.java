package io.sluice.gateway;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Names requests, so that an answer can be found in a log: 16 characters, not secret, hardly ever
 * twice.
 */
final class RequestIds {
  private static final char[] ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
  private static final int LENGTH = 16;

  private RequestIds() {}

  static String next() {
    char[] id = new char[LENGTH];
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long bits = random.nextLong();
    for (int i = 0; i < LENGTH; i++) {
      if (i == LENGTH / 2) {
        bits = random.nextLong();
      }
      id[i] = ALPHABET[(int) (bits & 31)];
      bits >>>= 5;
    }
    return new String(id);
  }
}

package io.sluice.credentials;

import java.time.Duration;

/** Failures in a row, at least one. */
record FailureRun(int count, Moment since, CredentialException last) {
  static FailureRun first(CredentialException failure, Moment now) {
    return new FailureRun(1, now, failure);
  }

  FailureRun another(CredentialException failure) {
    return new FailureRun(count + 1, since, failure);
  }

  /** For the end of a message: how many, for how long, and why the last one. */
  String describe(Moment now) {
    if (count == 1) {
      return "the last attempt failed: " + last.summary();
    }
    Duration lasting = now.since(since);
    return "%d attempts failed in %s, the last one: %s"
        .formatted(count, inWords(lasting), last.summary());
  }

  /** To the second, as in {@code 1h 2m 3s}. */
  static String inWords(Duration duration) {
    Duration rounded = Duration.ofSeconds(Math.max(0, duration.toSeconds()));
    String text = rounded.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
    return text.replaceAll("([hm])(?=\\d)", "$1 ");
  }
}

package io.sluice.http;

import org.jspecify.annotations.Nullable;

/** What a parser makes of the bytes that a connection has received so far. */
sealed interface Head {
  /** The head has not arrived to its end. */
  enum Incomplete implements Head {
    INSTANCE
  }

  /** No request can be made of the bytes, nor of any that follow them. */
  record Refused(Rejection rejection) implements Head {}

  /** The head of a request. */
  record Request(String method, Target target, Version version, Headers headers, Framing framing)
      implements Head {
    /** Stands for a request whose head could not be read. */
    static final Request UNREADABLE =
        new Request(
            "",
            new Target("/", null, ""),
            Version.HTTP_1_0,
            Headers.NONE,
            new Framing(Framing.NO_LENGTH, false, false, false, null));
  }

  /** Where a request goes, its parts as they were sent. */
  record Target(String path, @Nullable String query, String authority) {}

  /** The versions that are understood. */
  enum Version {
    HTTP_1_0,
    HTTP_1_1
  }
}

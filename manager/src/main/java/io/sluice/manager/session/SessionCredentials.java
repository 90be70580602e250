package io.sluice.manager.session;

import java.time.Instant;

/** What a client signs with for as long as a session lasts. */
public record SessionCredentials(
    String accessKeyId, String secretAccessKey, String sessionToken, Instant expires) {
  @Override
  public String toString() {
    return "SessionCredentials(" + accessKeyId + ", masked, until " + expires + ")";
  }
}

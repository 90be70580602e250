package io.sluice.catalog.oauth;

import java.time.Duration;

/**
 * How long tokens are good for, and their keys.
 *
 * @param lifetime of a token
 * @param keyLifetime for how long a key signs; then there is a new one
 */
public record TokenOptions(Duration lifetime, Duration keyLifetime) {
  public static final TokenOptions DEFAULT =
      new TokenOptions(Duration.ofHours(1), Duration.ofDays(30));

  public TokenOptions {
    if (lifetime.compareTo(Duration.ofSeconds(1)) < 0 || !keyLifetime.isPositive()) {
      throw new IllegalArgumentException("tokens and keys live for a second at least");
    }
  }
}

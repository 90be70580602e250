package io.sluice.credentials;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an issuer answered.
 *
 * @param value immutable, and safe to share among threads
 * @param expiresAt from when on the value is refused, by the issuer's clock; null where it never
 *     expires
 * @param issuedAt when it was issued, by the issuer's clock (the {@code Date} of its answer), so
 *     that a wrong clock on this machine does no harm; null where that is not known
 * @param origin who issued it, and for whom
 */
public record Issued<T>(
    T value, @Nullable Instant expiresAt, @Nullable Instant issuedAt, Origin origin) {

  /** A value that is refused from {@code expiresAt} on. */
  public static <T> Issued<T> until(Instant expiresAt, T value, Origin origin) {
    return new Issued<>(value, expiresAt, null, origin);
  }

  /** A value that never expires. */
  public static <T> Issued<T> permanent(T value, Origin origin) {
    return new Issued<>(value, null, null, origin);
  }

  /** The same, issued at that time by the issuer's clock. */
  public Issued<T> issuedAt(@Nullable Instant time) {
    return new Issued<>(value, expiresAt, time, origin);
  }

  /** For how long the value lasts from now on; null where it never expires. */
  @Nullable Duration life(Instant now) {
    return expiresAt == null
        ? null
        : Duration.between(issuedAt == null ? now : issuedAt, expiresAt);
  }

  /** Without the value, which is a secret. */
  @Override
  public String toString() {
    return "Issued[" + origin + ", expires " + (expiresAt == null ? "never" : expiresAt) + "]";
  }
}

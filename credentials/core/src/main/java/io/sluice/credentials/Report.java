package io.sluice.credentials;

import io.sluice.credentials.SupplierStatus.Health;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Says how a supplier is doing, in numbers and in the words of its errors. */
record Report<T>(String name, Origin origin, RefreshState<T> state, Moment now) {
  SupplierStatus status() {
    Snapshot<T> current = state.snapshot();
    FailureRun failures = state.failures();
    return new SupplierStatus(
        name,
        health(current, failures),
        current == null ? origin : current.origin(),
        current == null ? null : now.since(current.asked()),
        current == null ? null : now.until(current.servedUntil()),
        failures == null ? 0 : failures.count(),
        failures == null ? null : failures.last().summary());
  }

  /** What a read is told that found nothing valid. */
  CredentialException unavailable() {
    if (state.closed()) {
      return new CredentialException(CredentialError.CLOSED, name + ": closed");
    }
    FailureRun failures = state.failures();
    String attempts = failures == null ? "no attempt has ended yet" : failures.describe(now);
    CredentialError error =
        failures != null && failures.last().error().permanent()
            ? failures.last().error()
            : CredentialError.UNAVAILABLE;
    return new CredentialException(
        error,
        "%s: no valid credentials for %s: %s; %s".formatted(name, origin, history(), attempts),
        failures == null ? null : failures.last());
  }

  CredentialException tooShort(Snapshot<T> current, Duration asked) {
    FailureRun failures = state.failures();
    String why = failures == null ? "the issuer gives no longer ones now" : failures.describe(now);
    return new CredentialException(
        CredentialError.TOO_SHORT,
        "%s: credentials for %s last for %s more, but %s was asked for; %s"
            .formatted(
                name,
                current.origin(),
                FailureRun.inWords(now.until(current.servedUntil())),
                FailureRun.inWords(asked),
                why),
        failures == null ? null : failures.last());
  }

  CredentialException expiredOnArrival(Snapshot<T> fresh) {
    return new CredentialException(
        CredentialError.EXPIRED,
        "%s: the answer was of no use: it expired at %s, and it is %s by this machine's clock"
            .formatted(fresh.origin(), fresh.expiresAt(), now.wall()));
  }

  private String history() {
    Snapshot<T> last = state.last();
    if (last == null) {
      return "there never were any";
    }
    Instant expiresAt = last.expiresAt();
    if (expiresAt == null || !now.reached(last.servedUntil())) {
      return "the last ones were refused by a server";
    }
    Duration ago = now.since(state.invalidSince());
    return "the last ones expired at %s, not served since %s"
        .formatted(expiresAt, FailureRun.inWords(ago));
  }

  private Health health(@Nullable Snapshot<T> current, @Nullable FailureRun failures) {
    if (state.closed()) {
      return Health.CLOSED;
    }
    if (current == null) {
      return Health.DOWN;
    }
    return failures == null ? Health.UP : Health.DEGRADED;
  }
}

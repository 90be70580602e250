package io.sluice.manager.session;

import io.sluice.manager.record.SessionClaims;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a session is to be.
 *
 * @param principal the access key id of whom it is for
 * @param policies IAM policy documents, of which each must allow what is done; a vended session has
 *     at least one
 * @param guards entities such as {@code principal-role/analysts}, each with the number of times
 *     that it has been revoked, as it was when the right was found
 * @param name for the audit log; may be empty
 */
public record SessionRequest(
    String principal,
    SessionClaims.Kind kind,
    Duration lifetime,
    List<String> policies,
    Map<String, Long> guards,
    String name) {
  /** How many entities can end a session. */
  public static final int MOST_GUARDS = 64;

  public SessionRequest {
    policies = List.copyOf(policies);
    guards = Map.copyOf(guards);
    if (guards.size() > MOST_GUARDS) {
      throw new IllegalArgumentException(
          "a session has at most %d guards, not %d".formatted(MOST_GUARDS, guards.size()));
    }
    if (kind == SessionClaims.Kind.VENDED && policies.isEmpty()) {
      throw new IllegalArgumentException("a vended session has a policy");
    }
    if (lifetime.isNegative() || lifetime.isZero()) {
      throw new IllegalArgumentException("a session lasts for some time, not " + lifetime);
    }
  }

  /** One that may do what a policy allows, and nothing else. */
  public static SessionRequest vended(
      String principal, String policy, Duration lifetime, Map<String, Long> guards) {
    return new SessionRequest(
        principal, SessionClaims.Kind.VENDED, lifetime, List.of(policy), guards, "");
  }
}

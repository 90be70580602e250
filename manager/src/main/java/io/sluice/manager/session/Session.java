package io.sluice.manager.session;

import io.sluice.manager.policy.AccessRequest;
import io.sluice.manager.policy.Policy;
import io.sluice.manager.record.SessionClaims;
import java.time.Instant;
import java.util.List;

/** A session whose token was opened: it is genuine, and may have ended. */
public final class Session {
  private final String accessKeyId;
  private final SessionClaims claims;
  private final List<Policy> policies;
  private final String secret;

  Session(String accessKeyId, SessionClaims claims, List<Policy> policies, String secret) {
    this.accessKeyId = accessKeyId;
    this.claims = claims;
    this.policies = List.copyOf(policies);
    this.secret = secret;
  }

  public String accessKeyId() {
    return accessKeyId;
  }

  public SessionClaims claims() {
    return claims;
  }

  /** What requests of the session are signed with. */
  public String secret() {
    return secret;
  }

  /** Whether it may do what its policies allow, whatever its principal may do. */
  public boolean vended() {
    return claims.getKind() == SessionClaims.Kind.VENDED;
  }

  public Instant expires() {
    return Instant.ofEpochMilli(claims.getExpiresMillis());
  }

  /** Whether all its policies allow something; one without a policy adds no limit of its own. */
  public boolean allows(AccessRequest request) {
    return policies.stream().allMatch(policy -> policy.verdict(request) == Policy.Verdict.ALLOW);
  }

  /** Whether one of its policies denies something in so many words. */
  public boolean denies(AccessRequest request) {
    return policies.stream().anyMatch(policy -> policy.verdict(request) == Policy.Verdict.DENY);
  }

  @Override
  public String toString() {
    return "Session(" + accessKeyId + " of " + claims.getPrincipal() + ", masked)";
  }
}

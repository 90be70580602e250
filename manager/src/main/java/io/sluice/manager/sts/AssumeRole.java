package io.sluice.manager.sts;

import io.sluice.manager.policy.MalformedPolicyException;
import io.sluice.manager.policy.PolicyParser;
import io.sluice.manager.record.Keys;
import io.sluice.manager.record.PrincipalRecord;
import io.sluice.manager.record.SessionClaims;
import io.sluice.manager.request.Arns;
import io.sluice.manager.request.Caller;
import io.sluice.manager.request.Operation;
import io.sluice.manager.request.Reads;
import io.sluice.manager.request.Refusal;
import io.sluice.manager.session.Session;
import io.sluice.manager.session.SessionCredentials;
import io.sluice.manager.session.SessionRequest;
import io.sluice.manager.session.SessionTooLargeException;
import io.sluice.manager.session.Sessions;
import io.sluice.protocol.AssumeRoleRequest;
import io.sluice.protocol.Failure;
import io.sluice.protocol.Reply;
import io.sluice.protocol.SessionInfo;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Issues a session that may do what the caller may do, or less. Everybody may ask for one, unless a
 * policy denies it, for it adds nothing to what they may do. A session of a session is bound by
 * what that one is bound by, and ends with it at the latest.
 */
public final class AssumeRole implements Operation<AssumeRoleRequest> {
  private static final String ACTION = "sts:AssumeRole";
  private static final String SESSION_TOKEN_ACTION = "sts:GetSessionToken";
  private static final int SHORTEST_SECONDS = 900;
  private static final int LONGEST_SECONDS = 43_200;

  /** As at Amazon. */
  private static final int MOST_POLICY_CHARACTERS = 2_048;

  private static final int MOST_POLICIES = 11;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_+=,.@-]{2,64}");

  private final Sessions sessions;
  private final Clock clock;

  public AssumeRole(Sessions sessions, Clock clock) {
    this.sessions = sessions;
    this.clock = clock;
  }

  @Override
  public Reply perform(AssumeRoleRequest request, Caller caller, Reads reads) {
    requireAllowed(request, caller);
    requireWellFormed(request);
    Duration lifetime = Duration.ofSeconds(request.getDurationSeconds());
    List<String> policies = new ArrayList<>();
    Map<String, Long> guards = Map.of();
    if (caller.session().isPresent()) {
      Session session = caller.session().get();
      policies.addAll(session.claims().getPoliciesList());
      guards = session.claims().getGuardsMap();
      Duration left = Duration.between(clock.instant(), session.expires());
      lifetime = left.compareTo(lifetime) < 0 ? left : lifetime;
      if (!lifetime.isPositive()) {
        throw Refusal.of(Failure.Code.EXPIRED_SESSION, "the session has ended");
      }
    }
    policies.addAll(request.getPoliciesList());
    SessionRequest wanted =
        new SessionRequest(
            caller.accessKeyId(),
            SessionClaims.Kind.NARROWED,
            lifetime,
            policies,
            guards,
            request.getSessionName());
    return Reply.newBuilder().setSession(info(issue(wanted, caller, reads), caller)).build();
  }

  private static void requireAllowed(AssumeRoleRequest request, Caller caller) {
    // what is vended may reach files and nothing else
    boolean vended = caller.session().filter(Session::vended).isPresent();
    String role = request.getRole();
    String action = role.isEmpty() ? SESSION_TOKEN_ACTION : ACTION;
    if (caller.accessKeyId().isEmpty()
        || vended
        || caller.denies(action, role.isEmpty() ? Arns.ANYTHING : role)) {
      throw Refusal.of(Failure.Code.ACCESS_DENIED, "access denied");
    }
  }

  private static void requireWellFormed(AssumeRoleRequest request) {
    int seconds = request.getDurationSeconds();
    if (seconds < SHORTEST_SECONDS || seconds > LONGEST_SECONDS) {
      throw Refusal.of(
          Failure.Code.INVALID_REQUEST,
          "a session lasts %d to %d seconds, not %d"
              .formatted(SHORTEST_SECONDS, LONGEST_SECONDS, seconds));
    }
    String name = request.getSessionName();
    if (!name.isEmpty() && !NAME.matcher(name).matches()) {
      throw Refusal.of(
          Failure.Code.INVALID_REQUEST, "a session's name is 2 to 64 letters, digits and _+=,.@-");
    }
    int characters = request.getPoliciesList().stream().mapToInt(String::length).sum();
    if (characters > MOST_POLICY_CHARACTERS || request.getPoliciesCount() > MOST_POLICIES) {
      throw Refusal.of(
          Failure.Code.SESSION_TOO_LARGE,
          "a session's policies have at most %d characters, not %d"
              .formatted(MOST_POLICY_CHARACTERS, characters));
    }
    try {
      for (String policy : request.getPoliciesList()) {
        PolicyParser.parseIdentityPolicy(policy);
      }
    } catch (MalformedPolicyException e) {
      throw Refusal.of(Failure.Code.MALFORMED_POLICY, String.valueOf(e.getMessage()));
    }
  }

  /** By what authenticated the caller, so that it is not for a secret that came after. */
  private SessionCredentials issue(SessionRequest wanted, Caller caller, Reads reads) {
    try {
      if (caller.root()) {
        return sessions.issueForRoot(wanted);
      }
      return reads
          .get(Keys.principal(caller.accessKeyId()), PrincipalRecord.parser())
          .map(principal -> sessions.issue(wanted, principal.record()))
          .orElseThrow(() -> Refusal.of(Failure.Code.ACCESS_DENIED, "access denied"));
    } catch (SessionTooLargeException e) {
      throw Refusal.of(Failure.Code.SESSION_TOO_LARGE, String.valueOf(e.getMessage()));
    }
  }

  private static SessionInfo info(SessionCredentials credentials, Caller caller) {
    return SessionInfo.newBuilder()
        .setAccessKeyId(credentials.accessKeyId())
        .setSecretAccessKey(credentials.secretAccessKey())
        .setSessionToken(credentials.sessionToken())
        .setExpiresMillis(credentials.expires().toEpochMilli())
        .setIssuer(GetCallerIdentity.identity(caller))
        .build();
  }
}

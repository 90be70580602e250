package io.sluice.manager.request;

import io.sluice.manager.policy.AccessRequest;
import io.sluice.manager.policy.ContextKeys;
import io.sluice.manager.policy.Policy;
import io.sluice.manager.policy.Policy.Verdict;
import io.sluice.manager.record.BucketRecord;
import io.sluice.manager.session.Session;
import io.sluice.protocol.Failure;
import io.sluice.protocol.RequestContext;
import io.sluice.protocol.sign.SigningKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who a request is from, for as long as this one request is done. What is not granted is denied: to
 * a principal by its own policy or the bucket's, to an unsigned request by the bucket's; the root
 * may do everything.
 */
public final class Caller {
  private static final Logger AUDIT = LoggerFactory.getLogger("sluice.audit");
  private static final String ROOT = "root";
  private static final Pattern CONTROL =
      Pattern.compile("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029]");

  /**
   * Whose rights a request has.
   *
   * @param name of the principal; empty for an unsigned request
   * @param accessKeyId of the principal; empty for an unsigned request
   * @param session null if the request is signed with the principal's own key
   */
  record Identity(
      String name, String accessKeyId, boolean root, Policy ownPolicy, @Nullable Session session) {
    static final Identity ANONYMOUS = new Identity("", "", false, Policy.NONE, null);
  }

  private final Identity identity;
  private final Policies policies;
  private final RequestContext context;
  private final Instant now;
  private final @Nullable SigningKey signingKey;
  private final Once once;

  Caller(
      Identity identity,
      Policies policies,
      RequestContext context,
      Instant now,
      @Nullable SigningKey signingKey,
      Once once) {
    this.identity = identity;
    this.policies = policies;
    this.context = context;
    this.now = now;
    this.signingKey = signingKey;
    this.once = once;
  }

  /** Remembers what is answered, should the request come again. */
  public Once once() {
    return once;
  }

  /** The name of the principal; empty for an unsigned request. */
  public String name() {
    return identity.name();
  }

  /** The access key id of the principal, also where a session of theirs asks. */
  public String accessKeyId() {
    return identity.accessKeyId();
  }

  public boolean root() {
    return identity.root();
  }

  /** The session that asks; empty if the principal's own key signs. */
  public Optional<Session> session() {
    return Optional.ofNullable(identity.session());
  }

  /** The key that the request's SigV4 signature was made with. */
  public Optional<SigningKey> signingKey() {
    return Optional.ofNullable(signingKey);
  }

  /** Requires that something may be done that has to do with no bucket. */
  public void require(String action, String resource) {
    require(action, resource, null, Map.of());
  }

  /**
   * Requires that something may be done to a bucket or in it.
   *
   * @param bucket null where there is none of that name
   */
  public void require(String action, String resource, @Nullable BucketRecord bucket) {
    require(action, resource, bucket, Map.of());
  }

  /**
   * Requires that something may be done, given further values that policies may ask for.
   *
   * @param values of condition keys besides those that every request has
   * @throws Refusal ACCESS_DENIED; what is missing is told to the audit log, not to the caller
   */
  public void require(
      String action, String resource, @Nullable BucketRecord bucket, Map<String, String> values) {
    if (!may(action, resource, bucket, values)) {
      AUDIT.info(
          "denied request={} principal={} session={} action={} resource={} source={}",
          printable(context.getRequestId()),
          name().isEmpty() ? "anonymous" : name(),
          session().map(session -> printable(session.claims().getName())).orElse(""),
          action,
          printable(resource),
          printable(context.getSourceIp()));
      throw Refusal.of(Failure.Code.ACCESS_DENIED, "access denied");
    }
  }

  public boolean may(String action, String resource, @Nullable BucketRecord bucket) {
    return may(action, resource, bucket, Map.of());
  }

  /** The same, given further values that policies may ask for. */
  public boolean may(
      String action, String resource, @Nullable BucketRecord bucket, Map<String, String> values) {
    Session session = identity.session();
    if (root() && session == null) {
      return true;
    }
    AccessRequest request = new AccessRequest(name(), action, resource, contextOf(values));
    Verdict ofBucket =
        bucket == null ? Verdict.SILENT : policies.ofBucket(bucket.getPolicy()).verdict(request);
    if (ofBucket == Verdict.DENY || (session != null && !session.allows(request))) {
      return false;
    }
    if (root() || (session != null && session.vended())) {
      return true;
    }
    Verdict own = identity.ownPolicy().verdict(request);
    return own != Verdict.DENY && (own == Verdict.ALLOW || ofBucket == Verdict.ALLOW);
  }

  /** Whether something is denied in so many words, where nobody has to allow it. */
  public boolean denies(String action, String resource) {
    Session session = identity.session();
    AccessRequest request = new AccessRequest(name(), action, resource, contextOf(Map.of()));
    return identity.ownPolicy().verdict(request) == Verdict.DENY
        || (session != null && session.denies(request));
  }

  /** Clients choose what keys are made of, so none may begin another line of the log. */
  private static String printable(String text) {
    return CONTROL.matcher(text).replaceAll("?");
  }

  private Map<String, String> contextOf(Map<String, String> values) {
    Map<String, String> all = new HashMap<>(values);
    if (!name().isEmpty()) {
      all.put(ContextKeys.USER_NAME, name());
    }
    if (!context.getSourceIp().isEmpty()) {
      all.put(ContextKeys.SOURCE_IP, context.getSourceIp());
    }
    all.put(ContextKeys.USER_AGENT, context.getUserAgent());
    all.put(ContextKeys.SECURE_TRANSPORT, Boolean.toString(context.getSecure()));
    all.put(ContextKeys.CURRENT_TIME, now.toString());
    all.put(ContextKeys.EPOCH_TIME, Long.toString(now.getEpochSecond()));
    return all;
  }

  static String rootName() {
    return ROOT;
  }
}

package io.sluice.manager.request;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sluice.manager.policy.Policy;
import io.sluice.manager.record.Keys;
import io.sluice.manager.record.PrincipalRecord;
import io.sluice.manager.record.SessionClaims;
import io.sluice.manager.secret.AccessKey;
import io.sluice.manager.secret.MasterKey;
import io.sluice.manager.session.Session;
import io.sluice.manager.session.Sessions;
import io.sluice.protocol.ChunkChain;
import io.sluice.protocol.Failure;
import io.sluice.protocol.Request;
import io.sluice.protocol.RequestToken;
import io.sluice.protocol.RequestToken.Scheme;
import io.sluice.protocol.sign.ChunkSignatures;
import io.sluice.protocol.sign.CommandSignature;
import io.sluice.protocol.sign.SigningKey;
import io.sluice.protocol.sign.Timestamp;
import io.sluice.store.Key;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Verifies that a request is from whom it says, by its token and by what the store holds at this
 * moment. Nothing is remembered of a request that was verified; what is kept is the work of
 * deriving a key, under the revision of the secret that it was derived from.
 */
public final class Authenticator {
  private static final Duration SKEW = Duration.ofMinutes(15);

  /**
   * The longest that a presigned URL can be good for. The gateway checks the exact time, which the
   * URL states.
   */
  private static final Duration LONGEST_VALIDITY = Duration.ofDays(7);

  /** Of {@code yyyyMMdd}. */
  private static final int DATE_LENGTH = 8;

  private static final int KEYS_KEPT = 10_000;

  /** A derived key is good for one revision of one secret, so a rotated one is never used again. */
  private record KeyName(
      String accessKeyId, long revision, String date, String region, String service) {}

  /** Who has an access key, with what is needed to verify a signature. */
  private record Holder(Caller.Identity identity, long revision, Secret secret) {}

  private interface Secret {
    String reveal();
  }

  private final AccessKey root;
  private final MasterKey masterKey;
  private final Sessions sessions;
  private final Clock clock;
  private final Policies policies = new Policies();
  private final Cache<KeyName, SigningKey> signingKeys =
      Caffeine.newBuilder().maximumSize(KEYS_KEPT).build();

  public Authenticator(AccessKey root, MasterKey masterKey, Sessions sessions, Clock clock) {
    this.root = root;
    this.masterKey = masterKey;
    this.sessions = sessions;
    this.clock = clock;
  }

  /** What has to be read to authenticate a request. */
  public List<Key> reads(RequestToken token) {
    if (token.getScheme() == Scheme.ANONYMOUS || !AccessKey.isId(token.getAccessKeyId())) {
      return List.of();
    }
    return ofSession(token)
        ? open(token).map(Sessions::reads).orElse(List.of())
        : List.of(Keys.principal(token.getAccessKeyId()));
  }

  private static boolean ofSession(RequestToken token) {
    return !token.getSessionToken().isEmpty() && Sessions.isId(token.getAccessKeyId());
  }

  private Optional<Session> open(RequestToken token) {
    return sessions.open(token.getAccessKeyId(), token.getSessionToken());
  }

  /**
   * Finds out who asks.
   *
   * @throws Refusal if it is not from whom it says
   */
  public Caller authenticate(Request request, Reads reads) {
    RequestToken token = request.getToken();
    if (token.getScheme() == Scheme.ANONYMOUS) {
      return new Caller(
          Caller.Identity.ANONYMOUS,
          policies,
          request.getContext(),
          clock.instant(),
          null,
          Once.of(request, clock));
    }
    Holder holder = ofSession(token) ? session(token, reads) : principal(token, reads);
    @Nullable SigningKey key =
        switch (token.getScheme()) {
          case SIGV4 -> verifyVersion4(token, holder);
          case COMMAND -> {
            verifyCommand(request, holder);
            yield null;
          }
          case SIGV2 -> {
            verifyVersion2(token, holder);
            yield null;
          }
          case ANONYMOUS, UNRECOGNIZED ->
              throw Refusal.of(Failure.Code.UNSUPPORTED_TOKEN, "the token's scheme is not known");
        };
    return new Caller(
        holder.identity(),
        policies,
        request.getContext(),
        clock.instant(),
        key,
        Once.of(request, clock));
  }

  private Holder session(RequestToken token, Reads reads) {
    Session session = open(token).orElseThrow(Authenticator::foreignSession);
    SessionClaims claims = session.claims();
    Optional<PrincipalRecord> principal =
        claims.getRoot()
            ? Optional.empty()
            : reads
                .get(Keys.principal(claims.getPrincipal()), PrincipalRecord.parser())
                .map(Versioned::record);
    Map<String, String> details = Map.of("AWSAccessKeyId", session.accessKeyId());
    switch (sessions.standing(session, principal, reads::entry)) {
      case GOOD -> {}
      case EXPIRED -> throw Refusal.of(Failure.Code.EXPIRED_SESSION, "the session has ended");
      // a client that asks for another one is told why it gets none, or gets what it may have now
      case REVOKED -> throw Refusal.of(Failure.Code.EXPIRED_SESSION, "the session was revoked");
      case ORPHANED ->
          throw Refusal.of(Failure.Code.UNKNOWN_ACCESS_KEY, "unknown access key", details);
    }
    PrincipalRecord record = principal.orElse(PrincipalRecord.getDefaultInstance());
    if (!claims.getRoot() && !record.getEnabled()) {
      throw Refusal.of(Failure.Code.PRINCIPAL_DISABLED, "the principal is disabled", details);
    }
    Caller.Identity identity =
        new Caller.Identity(
            claims.getRoot() ? Caller.rootName() : record.getName(),
            claims.getPrincipal(),
            claims.getRoot(),
            policies.ofPrincipal(record.getPolicy()),
            session);
    // no revision of a store is below 0, so a session's keys are never taken for a principal's
    return new Holder(identity, -claims.getExpiresMillis(), session::secret);
  }

  private static Refusal foreignSession() {
    return Refusal.of(Failure.Code.INVALID_SESSION, "the session token is not one of this system");
  }

  private Holder principal(RequestToken token, Reads reads) {
    Holder holder = holder(token.getAccessKeyId(), reads);
    if (!token.getSessionToken().isEmpty()) {
      throw foreignSession();
    }
    return holder;
  }

  private Holder holder(String accessKeyId, Reads reads) {
    if (accessKeyId.equals(root.id())) {
      return new Holder(
          new Caller.Identity(Caller.rootName(), accessKeyId, true, Policy.NONE, null),
          0,
          root::secret);
    }
    Map<String, String> details = Map.of("AWSAccessKeyId", accessKeyId);
    if (!AccessKey.isId(accessKeyId)) {
      throw Refusal.of(Failure.Code.UNKNOWN_ACCESS_KEY, "unknown access key", details);
    }
    Versioned<PrincipalRecord> principal =
        reads
            .get(Keys.principal(accessKeyId), PrincipalRecord.parser())
            .orElseThrow(
                () -> Refusal.of(Failure.Code.UNKNOWN_ACCESS_KEY, "unknown access key", details));
    PrincipalRecord record = principal.record();
    if (!record.getEnabled()) {
      throw Refusal.of(Failure.Code.PRINCIPAL_DISABLED, "the principal is disabled", details);
    }
    return new Holder(
        new Caller.Identity(
            record.getName(), accessKeyId, false, policies.ofPrincipal(record.getPolicy()), null),
        principal.revision(),
        () -> masterKey.open(record.getSecret().toByteArray(), accessKeyId));
  }

  private SigningKey verifyVersion4(RequestToken token, Holder holder) {
    String scope = scope(token);
    String[] lines = token.getStringToSign().split("\n", 4);
    if (lines.length != 4
        || !lines[0].equals("AWS4-HMAC-SHA256")
        || token.getDate().length() != DATE_LENGTH
        || !lines[1].startsWith(token.getDate())
        || !lines[2].equals(scope)) {
      throw Refusal.of(
          Failure.Code.UNSUPPORTED_TOKEN, "the string to sign does not match its scope");
    }
    requireWithin(lines[1], SKEW.plus(LONGEST_VALIDITY));
    SigningKey key = signingKey(token, holder);
    if (!key.verifies(token.getStringToSign(), token.getSignature())) {
      throw mismatch(token);
    }
    if (token.hasChunks()) {
      verifyChunks(token, scope, key);
    }
    return key;
  }

  private static String scope(RequestToken token) {
    return String.join("/", token.getDate(), token.getRegion(), token.getService(), "aws4_request");
  }

  /**
   * The key is the one of the scope that is signed, so a key that was derived for S3 is good for no
   * command.
   */
  private void verifyCommand(Request request, Holder holder) {
    RequestToken token = request.getToken();
    String[] lines = token.getStringToSign().split("\n", -1);
    if (lines.length != 4
        || !token.getStringToSign().equals(CommandSignature.stringToSign(request, lines[1]))
        || !lines[2].equals(scope(token))) {
      throw Refusal.of(
          Failure.Code.UNSUPPORTED_TOKEN, "the string to sign does not match the request");
    }
    requireWithin(lines[1], SKEW);
    if (!signingKey(token, holder).verifies(token.getStringToSign(), token.getSignature())) {
      throw mismatch(token);
    }
  }

  private SigningKey signingKey(RequestToken token, Holder holder) {
    KeyName name =
        new KeyName(
            token.getAccessKeyId(),
            holder.revision(),
            token.getDate(),
            token.getRegion(),
            token.getService());
    return signingKeys.get(
        name,
        wanted ->
            SigningKey.derive(
                holder.secret().reveal(), wanted.date(), wanted.region(), wanted.service()));
  }

  /** SigV2 has no scope, so its only key is the secret itself; the gateway checks the time. */
  private static void verifyVersion2(RequestToken token, Holder holder) {
    byte[] expected;
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(
          new SecretKeySpec(holder.secret().reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      expected = mac.doFinal(token.getStringToSign().getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA1", e);
    }
    byte[] stated;
    try {
      stated = Base64.getDecoder().decode(token.getSignature());
    } catch (IllegalArgumentException e) {
      throw mismatch(token);
    }
    if (!MessageDigest.isEqual(expected, stated)) {
      throw mismatch(token);
    }
  }

  private static void verifyChunks(RequestToken token, String scope, SigningKey key) {
    ChunkChain chain = token.getChunks();
    ChunkSignatures signatures =
        new ChunkSignatures(key, chain.getTimestamp(), scope, token.getSignature());
    for (ChunkChain.Chunk chunk : chain.getChunksList()) {
      if (!signatures.verifiesChunk(hex(chunk), chunk.getSignature())) {
        throw chunkMismatch();
      }
    }
    if (chain.hasTrailer()
        && !signatures.verifiesTrailer(
            hex(chain.getTrailer()), chain.getTrailer().getSignature())) {
      throw chunkMismatch();
    }
  }

  private static String hex(ChunkChain.Chunk chunk) {
    return HexFormat.of().formatHex(chunk.getSha256().toByteArray());
  }

  private void requireWithin(String timestamp, Duration tolerance) {
    Instant signedAt =
        Timestamp.parse(timestamp)
            .orElseThrow(
                () ->
                    Refusal.of(
                        Failure.Code.UNSUPPORTED_TOKEN, "the time of the token cannot be read"));
    Instant now = clock.instant();
    if (signedAt.isAfter(now.plus(SKEW)) || signedAt.isBefore(now.minus(tolerance))) {
      throw Refusal.of(
          Failure.Code.TOKEN_OUTSIDE_TIME_WINDOW,
          "the token was signed at %s, and now it is %s".formatted(timestamp, now));
    }
  }

  private static Refusal mismatch(RequestToken token) {
    return Refusal.of(
        Failure.Code.SIGNATURE_MISMATCH,
        "the signature is not that of the request",
        Map.of("AWSAccessKeyId", token.getAccessKeyId()));
  }

  private static Refusal chunkMismatch() {
    return Refusal.of(
        Failure.Code.CHUNK_SIGNATURE_MISMATCH, "the signature of a chunk is not that of its bytes");
  }
}

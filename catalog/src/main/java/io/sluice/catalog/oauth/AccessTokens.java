package io.sluice.catalog.oauth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.sluice.catalog.access.Identity;
import io.sluice.catalog.access.RoleSelection;
import io.sluice.manager.secret.AccessKey;
import io.sluice.manager.secret.MasterKey;
import io.sluice.manager.secret.UnsealException;
import io.sluice.store.MetadataStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Access tokens (RFC 9068, RFC 7519): who somebody is and which roles they act with, signed. What
 * they may do is not in them.
 */
public final class AccessTokens {
  /** What stands in the claim {@code iss}; external issuers are URLs. */
  static final String ISSUER = "sluice";

  private static final String AUDIENCE = "sluice-catalog";
  private static final String SECRET_VERSION = "secret_version";
  private static final String ROOT_PROOF = "root_proof";
  private static final String SCOPE = "scope";
  private static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");
  private static final int LONGEST = 8 << 10;
  private static final int MOST_KEPT = 10_000;
  private static final int ID_BYTES = 16;

  /** What a token with a good signature says. */
  record Claims(String accessKeyId, Identity identity, RoleSelection roles, Instant expires) {}

  /** A token that was issued. */
  record Issued(String token, Instant expires) {
    @Override
    public String toString() {
      return "Issued[expires=%s]".formatted(expires);
    }
  }

  private final TokenKeys keys;
  private final AccessKey root;
  private final MasterKey masterKey;
  private final TokenOptions options;
  private final Clock clock;
  private final SecureRandom random;

  /** By the digest of the token: signatures that were found good need not be computed again. */
  private final Cache<ByteBuffer, Claims> verified =
      Caffeine.newBuilder().maximumSize(MOST_KEPT).build();

  public AccessTokens(
      MetadataStore store,
      AccessKey root,
      MasterKey masterKey,
      TokenOptions options,
      Clock clock,
      SecureRandom random) {
    this.keys = new TokenKeys(store, masterKey, options, clock, random);
    this.root = root;
    this.masterKey = masterKey;
    this.options = options;
    this.clock = clock;
    this.random = random;
  }

  /** Issues a token. */
  Issued issue(Identity identity, RoleSelection roles) {
    TokenKeys.Signing key = keys.signing();
    Instant now = clock.instant();
    Instant expires = now.plus(options.lifetime());
    if (expires.isAfter(key.verifyUntil())) {
      expires = key.verifyUntil();
    }
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .audience(AUDIENCE)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(expires))
            .jwtID(newId())
            .claim(SCOPE, Scopes.format(roles));
    switch (identity) {
      case Identity.Root _ -> claims.subject(root.id()).claim(ROOT_PROOF, rootProof());
      case Identity.OfPrincipal principal ->
          claims
              .subject(principal.accessKeyId())
              .claim(SECRET_VERSION, principal.secretVersion().orElseThrow());
    }
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).type(TYPE).keyID(key.id()).build(),
            claims.build());
    try {
      token.sign(key.signer());
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK has ES256", e);
    }
    return new Issued(token.serialize(), expires);
  }

  /** What a token says; empty if it is not one of ours, has run out, or is void otherwise. */
  Optional<Claims> verify(String token) {
    return read(token).filter(claims -> clock.instant().isBefore(claims.expires()));
  }

  /** As {@link #verify}, also of one that has run out. */
  Optional<Claims> read(String token) {
    if (token.length() > LONGEST) {
      return Optional.empty();
    }
    ByteBuffer digest = ByteBuffer.wrap(sha256(token));
    Claims known = verified.getIfPresent(digest);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Claims> claims = parse(token);
    claims.ifPresent(good -> verified.put(digest, good));
    return claims;
  }

  private Optional<Claims> parse(String token) {
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      String keyId = jwt.getHeader().getKeyID();
      if (!JWSAlgorithm.ES256.equals(jwt.getHeader().getAlgorithm())
          || !TYPE.equals(jwt.getHeader().getType())
          || keyId == null) {
        return Optional.empty();
      }
      Optional<JWSVerifier> verifier = keys.verifier(keyId);
      if (verifier.isEmpty() || !jwt.verify(verifier.get())) {
        return Optional.empty();
      }
      return claims(jwt.getJWTClaimsSet());
    } catch (ParseException | JOSEException _) {
      return Optional.empty();
    }
  }

  private Optional<Claims> claims(JWTClaimsSet claims) throws ParseException {
    String subject = claims.getSubject();
    Date expires = claims.getExpirationTime();
    String scope = claims.getStringClaim(SCOPE);
    if (!ISSUER.equals(claims.getIssuer())
        || !List.of(AUDIENCE).equals(claims.getAudience())
        || subject == null
        || expires == null
        || scope == null) {
      return Optional.empty();
    }
    Optional<RoleSelection> roles = Scopes.parse(scope);
    return roles
        .flatMap(selected -> identity(claims, subject, selected))
        .map(identity -> new Claims(subject, identity, roles.orElseThrow(), expires.toInstant()));
  }

  private Optional<Identity> identity(JWTClaimsSet claims, String subject, RoleSelection roles) {
    Object proof = claims.getClaim(ROOT_PROOF);
    if (proof instanceof String sealed) {
      return subject.equals(root.id()) && provesRoot(sealed)
          ? Optional.of(Identity.Root.INSTANCE)
          : Optional.empty();
    }
    return claims.getClaim(SECRET_VERSION) instanceof Number version
        ? Optional.of(new Identity.OfPrincipal(subject, OptionalInt.of(version.intValue()), roles))
        : Optional.empty();
  }

  /** Ties a token to the root's secret without giving it, or a way to guess it, away. */
  private String rootProof() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(masterKey.seal(rootDigest(), "root-token"));
  }

  private boolean provesRoot(String proof) {
    try {
      String digest = masterKey.open(Base64.getUrlDecoder().decode(proof), "root-token");
      return MessageDigest.isEqual(
          digest.getBytes(StandardCharsets.UTF_8), rootDigest().getBytes(StandardCharsets.UTF_8));
    } catch (UnsealException | IllegalArgumentException _) {
      return false;
    }
  }

  private String rootDigest() {
    return HexFormat.of().formatHex(sha256(root.id() + "\n" + root.secret()));
  }

  private String newId() {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    return HexFormat.of().formatHex(id);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

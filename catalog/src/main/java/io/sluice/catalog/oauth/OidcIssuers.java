package io.sluice.catalog.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.sluice.catalog.access.Identity;
import io.sluice.catalog.access.RoleSelection;
import io.sluice.manager.principal.PrincipalStore;
import java.net.http.HttpClient;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of external issuers (OpenID Connect). One is good if it is signed by a key of its issuer,
 * is meant for Sluice, has not run out, and names a principal that there is.
 */
public final class OidcIssuers implements AutoCloseable {
  /** Only what is signed by a key that nobody but the issuer has. */
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration SKEW = Duration.ofMinutes(1);
  private static final int MOST_ROLES = 100;

  private record Trusted(OidcIssuer issuer, OidcKeys keys) {}

  private final PrincipalStore principals;
  private final Clock clock;
  private final Map<String, Trusted> trusted = new HashMap<>();
  private final @Nullable Refreshing refreshing;

  /**
   * Begins to ask for keys in the background.
   *
   * @param refreshEvery how often
   */
  public OidcIssuers(
      List<OidcIssuer> issuers, PrincipalStore principals, Duration refreshEvery, Clock clock) {
    this.principals = principals;
    this.clock = clock;
    this.refreshing = issuers.isEmpty() ? null : new Refreshing();
    if (refreshing != null) {
      for (OidcIssuer issuer : issuers) {
        OidcKeys keys = new OidcKeys(issuer, refreshing.client, clock);
        trusted.put(issuer.issuer(), new Trusted(issuer, keys));
        refreshing.begin(keys, refreshEvery);
      }
    }
  }

  /** What asks issuers; made only where there are any, as it makes a start longer. */
  private static final class Refreshing {
    final HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final ScheduledExecutorService background =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("oidc-keys").factory());

    void begin(OidcKeys keys, Duration every) {
      var _ =
          background.scheduleWithFixedDelay(
              keys::refresh, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    void end() {
      background.shutdownNow();
      client.shutdownNow();
    }
  }

  /** Whether an issuer's tokens are accepted. */
  boolean accepts(String issuer) {
    return trusted.containsKey(issuer);
  }

  /** Who a token is of; empty if it is not good. */
  Optional<Identity> verify(SignedJWT token) {
    try {
      JWTClaimsSet claims = token.getJWTClaimsSet();
      Trusted by = trusted.get(String.valueOf(claims.getIssuer()));
      if (by == null || !inTime(claims) || !claims.getAudience().contains(by.issuer().audience())) {
        return Optional.empty();
      }
      return isSigned(token, by) ? identity(claims, by.issuer()) : Optional.empty();
    } catch (ParseException _) {
      return Optional.empty();
    }
  }

  private boolean inTime(JWTClaimsSet claims) {
    Instant now = clock.instant();
    Date expires = claims.getExpirationTime();
    Date notBefore = claims.getNotBeforeTime();
    return expires != null
        && now.minus(SKEW).isBefore(expires.toInstant())
        && (notBefore == null || now.plus(SKEW).isAfter(notBefore.toInstant()));
  }

  private static boolean isSigned(SignedJWT token, Trusted by) {
    if (!ALGORITHMS.contains(token.getHeader().getAlgorithm())) {
      return false;
    }
    for (JWK key : by.keys().candidates(token.getHeader())) {
      try {
        if (key instanceof AsymmetricJWK asymmetric) {
          JWSVerifier verifier =
              new DefaultJWSVerifierFactory()
                  .createJWSVerifier(token.getHeader(), asymmetric.toPublicKey());
          if (token.verify(verifier)) {
            return true;
          }
        }
      } catch (JOSEException _) {
        // a key that this token cannot be signed with
      }
    }
    return false;
  }

  private Optional<Identity> identity(JWTClaimsSet claims, OidcIssuer issuer) {
    return claim(claims, issuer.nameClaim()) instanceof String name
        ? principals
            .named(name)
            .map(
                principal ->
                    new Identity.OfPrincipal(
                        principal.record().getAccessKeyId(),
                        OptionalInt.empty(),
                        roles(claims, issuer)))
        : Optional.empty();
  }

  private static RoleSelection roles(JWTClaimsSet claims, OidcIssuer issuer) {
    String rolesClaim = issuer.rolesClaim();
    if (rolesClaim == null) {
      return RoleSelection.All.INSTANCE;
    }
    Stream<String> asserted =
        switch (claim(claims, rolesClaim)) {
          case Collection<?> several ->
              several.stream().filter(String.class::isInstance).map(String.class::cast);
          case String words -> Stream.of(words.split(" ", -1));
          case null, default -> Stream.empty();
        };
    return new RoleSelection.Asserted(
        asserted
            .limit(MOST_ROLES)
            .flatMap(name -> role(name, issuer).stream())
            .collect(Collectors.toUnmodifiableSet()));
  }

  private static Optional<String> role(String asserted, OidcIssuer issuer) {
    return issuer.roleNames().isEmpty()
        ? Optional.of(Scopes.roleOf(asserted)).filter(name -> !name.isEmpty())
        : Optional.ofNullable(issuer.roleNames().get(asserted));
  }

  /** A claim by its name, or by the names that lead to it. */
  private static @Nullable Object claim(JWTClaimsSet claims, String name) {
    Object direct = claims.getClaim(name);
    if (direct != null) {
      return direct;
    }
    Object at = claims.getClaims();
    for (String step : name.split("\\.", -1)) {
      at = at instanceof Map<?, ?> object ? object.get(step) : null;
    }
    return at;
  }

  @Override
  public void close() {
    if (refreshing != null) {
      refreshing.end();
    }
  }
}

package io.sluice.catalog.oauth;

import com.nimbusds.jwt.SignedJWT;
import io.sluice.catalog.access.Actor;
import io.sluice.catalog.access.Actors;
import io.sluice.catalog.access.Authentication;
import io.sluice.catalog.access.Identity;
import io.sluice.catalog.oauth.AccessTokens.Claims;
import io.sluice.http.Exchange;
import java.net.InetAddress;
import java.text.ParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.iceberg.exceptions.NotAuthorizedException;

/**
 * Who asks, by the bearer token of the request (RFC 6750): one of Sluice's own, or of an issuer
 * that it trusts.
 */
public final class BearerAuthentication implements Authentication {
  private static final String SCHEME = "bearer ";
  private static final int LONGEST = 16 << 10;

  private final AccessTokens tokens;
  private final OidcIssuers issuers;
  private final Actors actors;

  public BearerAuthentication(AccessTokens tokens, OidcIssuers issuers, Actors actors) {
    this.tokens = tokens;
    this.issuers = issuers;
    this.actors = actors;
  }

  @Override
  public Actor authenticate(Exchange exchange) {
    String token = token(exchange);
    Identity identity =
        tokens
            .verify(token)
            .map(Claims::identity)
            .or(() -> external(token))
            .orElseThrow(
                () -> new NotAuthorizedException("the bearer token is not valid, or has run out"));
    return actors.actor(identity, source(exchange));
  }

  private Optional<Identity> external(String token) {
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      return issuers.accepts(String.valueOf(jwt.getJWTClaimsSet().getIssuer()))
          ? issuers.verify(jwt)
          : Optional.empty();
    } catch (ParseException _) {
      return Optional.empty();
    }
  }

  private static String token(Exchange exchange) {
    List<String> values = exchange.headers().all("Authorization");
    if (values.size() != 1
        || values.getFirst().length() > LONGEST
        || !values.getFirst().toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      throw new NotAuthorizedException("a bearer token is required");
    }
    return values.getFirst().substring(SCHEME.length()).strip();
  }

  private static String source(Exchange exchange) {
    InetAddress address = exchange.peer().getAddress();
    return address == null ? "unknown" : address.getHostAddress();
  }
}

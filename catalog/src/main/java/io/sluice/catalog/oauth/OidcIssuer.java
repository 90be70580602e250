package io.sluice.catalog.oauth;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID Connect issuer whose tokens are accepted.
 *
 * @param issuer what its tokens say in {@code iss}, exactly
 * @param audience what they must say in {@code aud}, among others
 * @param keys where its keys are (RFC 7517); null to ask {@code
 *     <issuer>/.well-known/openid-configuration}
 * @param nameClaim the claim that is the principal's name; dots lead into objects
 * @param rolesClaim the claim that lists principal roles; null for all that the principal has
 * @param roleNames what the issuer calls principal roles; empty if it calls them by their names
 */
public record OidcIssuer(
    String issuer,
    String audience,
    @Nullable URI keys,
    String nameClaim,
    @Nullable String rolesClaim,
    Map<String, String> roleNames) {
  public OidcIssuer {
    roleNames = Map.copyOf(roleNames);
    if (issuer.isEmpty() || audience.isEmpty() || nameClaim.isEmpty()) {
      throw new IllegalArgumentException(
          "an issuer, an audience and the claim of the principal's name are required");
    }
    if (issuer.equals(AccessTokens.ISSUER)) {
      throw new IllegalArgumentException("an external issuer cannot be called " + issuer);
    }
  }
}

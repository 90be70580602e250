package io.sluice.catalog.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.sluice.catalog.access.TestingAccess;
import io.sluice.catalog.management.TestingServer;
import java.net.URI;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OidcIssuersIT {
  private static final String WHAT_ADMINS_MAY = "/principals";

  private final TestingAccess access = new TestingAccess();
  private final TestingIssuer issuer = new TestingIssuer(access.clock);
  private @Nullable TestingServer server;

  @BeforeEach
  void begin() {
    access.principal("alice");
    access.principalRoles.assign("alice", "service_admin");
  }

  @AfterEach
  void end() {
    if (server != null) {
      server.close();
    }
    issuer.close();
  }

  private OidcIssuer trusted(@Nullable String rolesClaim, Map<String, String> roleNames) {
    return new OidcIssuer(
        issuer.name(), "sluice", null, "preferred_username", rolesClaim, roleNames);
  }

  private void start(OidcIssuer trusted) {
    server = new TestingServer(access, trusted);
  }

  private int status(String token) {
    if (server == null) {
      throw new AssertionError("not started");
    }
    return server.get(token, WHAT_ADMINS_MAY).status();
  }

  private int status(UnaryOperator<JWTClaimsSet.Builder> change) {
    return status(issuer.token(change));
  }

  @Test
  void aTokenOfAnIssuerIsThatOfThePrincipalItNames() {
    start(trusted(null, Map.of()));
    assertThat(status(claims -> claims)).isEqualTo(200);
    assertThat(status(claims -> claims.audience(List.of("x", "sluice")))).isEqualTo(200);

    assertThat(status(claims -> claims.claim("preferred_username", "bob"))).isEqualTo(401);
    assertThat(status(claims -> claims.claim("preferred_username", "root"))).isEqualTo(401);
    assertThat(status(claims -> claims.claim("preferred_username", null))).isEqualTo(401);
    access.principals.disable("alice");
    assertThat(status(claims -> claims)).isEqualTo(401);
  }

  @Test
  void aTokenThatIsNotGoodIsRefused() {
    start(trusted(null, Map.of()));
    Date before = Date.from(access.clock.instant().minus(Duration.ofMinutes(2)));
    Date later = Date.from(access.clock.instant().plus(Duration.ofMinutes(2)));
    assertThat(status(claims -> claims.audience("another"))).isEqualTo(401);
    assertThat(status(claims -> claims.issuer("https://example.com"))).isEqualTo(401);
    assertThat(status(claims -> claims.issuer("sluice"))).isEqualTo(401);
    assertThat(status(claims -> claims.expirationTime(before))).isEqualTo(401);
    assertThat(status(claims -> claims.expirationTime(null))).isEqualTo(401);
    assertThat(status(claims -> claims.notBeforeTime(later))).isEqualTo(401);
    assertThat(status(issuer.token(TestingIssuer.generate("first"), claims -> claims)))
        .isEqualTo(401);
    assertThat(status(issuer.token(TestingIssuer.generate("other"), claims -> claims)))
        .isEqualTo(401);
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer.name())
            .audience("sluice")
            .claim("preferred_username", "alice")
            .expirationTime(later)
            .build();
    assertThat(status(new PlainJWT(claims).serialize())).isEqualTo(401);
  }

  @Test
  void anIssuerSaysWhichRolesCount() {
    start(trusted("realm.roles", Map.of("admins", "service_admin", "staff", "employees")));
    assertThat(status(claims -> claims)).isEqualTo(403);
    assertThat(status(claims -> claims.claim("realm", Map.of("roles", List.of("service_admin")))))
        .isEqualTo(403);
    assertThat(status(claims -> claims.claim("realm", Map.of("roles", List.of("x", "admins")))))
        .isEqualTo(200);
    assertThat(status(claims -> claims.claim("realm.roles", "x admins"))).isEqualTo(200);

    access.principalRoles.unassign("alice", "service_admin");
    assertThat(status(claims -> claims.claim("realm.roles", "admins")))
        .as("a role that is not federated must be assigned")
        .isEqualTo(403);
  }

  @Test
  void aFederatedRoleNeedsNoAssignment() {
    start(trusted("roles", Map.of()));
    access.catalog("lake");
    access.principalRoles.create("federated", true, Map.of());
    access.principalRoles.create("plain", false, Map.of());
    access.catalogRoles.assign("federated", "lake", "catalog_admin");
    access.catalogRoles.assign("plain", "lake", "catalog_admin");
    assertThat(catalogRoles("PRINCIPAL_ROLE:federated")).isEqualTo(200);
    assertThat(catalogRoles("plain")).isEqualTo(403);
  }

  private int catalogRoles(String role) {
    if (server == null) {
      throw new AssertionError("not started");
    }
    String token = issuer.token(claims -> claims.claim("roles", List.of(role)));
    return server.get(token, "/catalogs/lake/catalog-roles").status();
  }

  @Test
  void newKeysAreFetchedWhenTheyAreMetButNotTooOften() {
    start(trusted(null, Map.of()));
    assertThat(status(claims -> claims)).isEqualTo(200);
    int before = issuer.asked.get();
    for (int i = 0; i < 20; i++) {
      assertThat(status(issuer.token(TestingIssuer.generate("unknown"), claims -> claims)))
          .isEqualTo(401);
    }
    assertThat(issuer.asked.get()).isLessThanOrEqualTo(before + 1);

    issuer.rotate("second");
    access.clock.advance(Duration.ofSeconds(30));
    assertThat(status(claims -> claims)).isEqualTo(200);
  }

  @Test
  void anIssuerThatIsDownIsMissedOnlyForNewKeys() {
    start(trusted(null, Map.of()));
    String token = issuer.token(claims -> claims);
    assertThat(status(token)).isEqualTo(200);
    issuer.down = true;
    access.clock.advance(Duration.ofHours(3));
    assertThat(status(token)).isEqualTo(200);
    issuer.rotate("second");
    assertThat(status(claims -> claims)).isEqualTo(401);
  }

  @Test
  void anIssuerThatNeverAnsweredIsNotTheClientsFault() {
    issuer.down = true;
    start(
        new OidcIssuer(
            issuer.name(),
            "sluice",
            URI.create(issuer.name() + "/keys"),
            "preferred_username",
            null,
            Map.of()));
    assertThat(status(claims -> claims)).isEqualTo(503);
    issuer.down = false;
    access.clock.advance(Duration.ofSeconds(30));
    assertThat(status(claims -> claims)).isEqualTo(200);
  }
}

package io.sluice.catalog.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.catalog.access.TestingAccess;
import io.sluice.catalog.management.TestingServer;
import io.sluice.catalog.management.TestingServer.Answer;
import io.sluice.manager.secret.AccessKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokenEndpointIT {
  private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
  private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
  private static final String WHAT_ADMINS_MAY = "/principals";

  private final TestingServer server = new TestingServer();

  @AfterEach
  void end() {
    server.close();
  }

  private Answer ask(AccessKey key, String scope) {
    return server.token(
        "grant_type",
        "client_credentials",
        "client_id",
        key.id(),
        "client_secret",
        key.secret(),
        "scope",
        scope);
  }

  private Answer exchange(String token, String... further) {
    String[] fields = new String[6 + further.length];
    fields[0] = "grant_type";
    fields[1] = EXCHANGE;
    fields[2] = "subject_token";
    fields[3] = token;
    fields[4] = "subject_token_type";
    fields[5] = ACCESS_TOKEN;
    System.arraycopy(further, 0, fields, 6, further.length);
    return server.token(fields);
  }

  private AccessKey admin() {
    AccessKey key = server.access.principal("admin");
    server.access.principalRoles.assign("admin", "service_admin");
    return key;
  }

  private Answer guess(AccessKey key, String secret) {
    return ask(new AccessKey(key.id(), secret), "PRINCIPAL_ROLE:ALL");
  }

  @Test
  void whoGuessesSecretsHasToWaitLongerEachTime() {
    AccessKey key = server.access.principal("guessed-at");
    for (int i = 0; i < 10; i++) {
      assertThat(guess(key, "wrong-secret-" + i).status()).isEqualTo(401);
    }
    Answer refused = ask(key, "PRINCIPAL_ROLE:ALL");
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.text("error")).isEqualTo("slow_down");
    assertThat(refused.headers().get("retry-after")).containsExactly("1");

    server.access.clock.advance(Duration.ofMillis(1_001));
    assertThat(guess(key, "wrong-secret-10").status()).isEqualTo(401);
    assertThat(guess(key, "wrong-secret-11").headers().get("retry-after")).containsExactly("2");
    AccessKey other = server.access.principal("other");
    assertThat(ask(other, "PRINCIPAL_ROLE:ALL").status()).isEqualTo(200);

    server.access.clock.advance(Duration.ofMillis(2_001));
    assertThat(ask(key, "PRINCIPAL_ROLE:ALL").status()).isEqualTo(200);
    assertThat(guess(key, "wrong-secret-12").status()).isEqualTo(401);
    assertThat(ask(key, "PRINCIPAL_ROLE:ALL").status()).isEqualTo(200);
  }

  @Test
  void oneWrongSecretThatComesAgainIsNoFurtherGuess() {
    AccessKey key = server.access.principal("set-up-wrongly");
    for (int i = 0; i < 200; i++) {
      assertThat(guess(key, "the-secret-of-before").status()).isEqualTo(401);
    }
    assertThat(ask(key, "PRINCIPAL_ROLE:ALL").status()).isEqualTo(200);
  }

  @Test
  void anAddressIsBoundForAllClientsAndForgivenInTime() {
    AccessKey key = server.access.principal("any");
    for (int i = 0; i < 100; i++) {
      AccessKey made = new AccessKey("MADEUP" + i, key.secret());
      assertThat(guess(made, "wrong-secret").status()).isEqualTo(401);
    }
    assertThat(ask(key, "PRINCIPAL_ROLE:ALL").status()).isEqualTo(429);
    server.access.clock.advance(Duration.ofMinutes(16));
    assertThat(ask(key, "PRINCIPAL_ROLE:ALL").status()).isEqualTo(200);
    assertThat(guess(new AccessKey("MADEUP", key.secret()), "wrong-secret").status())
        .isEqualTo(401);
    assertThat(ask(key, "PRINCIPAL_ROLE:ALL").status()).isEqualTo(200);
  }

  @Test
  void aClientGetsATokenInTheShapeThatClientsRead() {
    Answer answer = ask(admin(), "PRINCIPAL_ROLE:ALL");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("token_type")).isEqualTo("bearer");
    assertThat(answer.text("issued_token_type")).isEqualTo(ACCESS_TOKEN);
    assertThat(answer.text("scope")).isEqualTo("PRINCIPAL_ROLE:ALL");
    assertThat(answer.body().path("expires_in").asInt()).isEqualTo(3600);
    assertThat(answer.headers()).containsEntry("cache-control", List.of("no-store"));
    assertThat(server.get(answer.text("access_token"), WHAT_ADMINS_MAY).status()).isEqualTo(200);
  }

  @Test
  void aClientMayNameItselfInTheHeader() {
    AccessKey key = admin();
    String basic =
        Base64.getEncoder()
            .encodeToString((key.id() + ":" + key.secret()).getBytes(StandardCharsets.UTF_8));
    Answer answer =
        server.token(Map.of("Authorization", "Basic " + basic), "grant_type", "client_credentials");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("scope")).isEqualTo("PRINCIPAL_ROLE:ALL");

    Answer wrong =
        server.token(Map.of("Authorization", "Basic eDp5"), "grant_type", "client_credentials");
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.headers()).containsKey("www-authenticate");
  }

  @Test
  void whatIsWrongIsSaidAsTheRfcDoes() {
    AccessKey key = admin();
    AccessKey wrong = new AccessKey(key.id(), "not-the-secret");
    assertError(ask(wrong, ""), 401, "invalid_client");
    assertError(ask(new AccessKey("nobody", "not-the-secret"), ""), 401, "invalid_client");
    assertError(
        ask(new AccessKey(TestingAccess.ROOT.id(), "not-the-secret"), ""), 401, "invalid_client");
    assertError(ask(key, "PRINCIPAL_ROLE:none"), 400, "invalid_scope");
    assertError(ask(key, "everything"), 400, "invalid_scope");
    assertError(server.token("grant_type", "password"), 400, "unsupported_grant_type");
    assertError(server.token("scope", "x"), 400, "invalid_request");
    assertError(server.token("grant_type", "client_credentials"), 401, "invalid_client");
    assertError(
        server.token("grant_type", "client_credentials", "grant_type", "client_credentials"),
        400,
        "invalid_request");
    assertError(exchange("nonsense"), 400, "invalid_request");
    server.access.principals.disable("admin");
    assertError(ask(key, ""), 401, "invalid_client");
  }

  private static void assertError(Answer answer, int status, String error) {
    assertThat(answer.text("error")).isEqualTo(error);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.text("error_description")).isNotEmpty();
    assertThat(answer.headers()).containsEntry("cache-control", List.of("no-store"));
  }

  @Test
  void aTokenActsWithTheRolesOfItsScopeOnly() {
    AccessKey key = admin();
    server.access.principalRoles.create("other", false, Map.of());
    server.access.principalRoles.assign("admin", "other");
    Answer narrow = ask(key, "PRINCIPAL_ROLE:other");
    assertThat(narrow.text("scope")).isEqualTo("PRINCIPAL_ROLE:other");
    assertThat(server.get(narrow.text("access_token"), WHAT_ADMINS_MAY).status()).isEqualTo(403);
    Answer both = ask(key, "PRINCIPAL_ROLE:other PRINCIPAL_ROLE:service_admin");
    assertThat(server.get(both.text("access_token"), WHAT_ADMINS_MAY).status()).isEqualTo(200);

    assertError(
        exchange(narrow.text("access_token"), "scope", "PRINCIPAL_ROLE:service_admin"),
        400,
        "invalid_scope");
    assertError(
        exchange(narrow.text("access_token"), "scope", "PRINCIPAL_ROLE:ALL"), 400, "invalid_scope");
    Answer kept = exchange(narrow.text("access_token"), "scope", "catalog");
    assertThat(kept.text("scope")).isEqualTo("PRINCIPAL_ROLE:other");
  }

  @Test
  void aTokenIsExchangedForAFreshOne() {
    String first = ask(admin(), "").text("access_token");
    server.access.clock.advance(Duration.ofMinutes(59));
    Answer second = exchange(first);
    assertThat(second.status()).isEqualTo(200);
    server.access.clock.advance(Duration.ofMinutes(59));
    assertThat(server.get(first, WHAT_ADMINS_MAY).status()).isEqualTo(401);
    assertThat(server.get(second.text("access_token"), WHAT_ADMINS_MAY).status()).isEqualTo(200);
    assertError(exchange(first), 400, "invalid_request");
  }

  @Test
  void aTokenThatHasRunOutIsExchangedForWhoeverKnowsTheSecret() {
    AccessKey key = admin();
    AccessKey other = server.access.principal("other");
    String token = ask(key, "").text("access_token");
    server.access.clock.advance(Duration.ofHours(2));
    assertError(exchange(token), 400, "invalid_request");
    assertError(
        exchange(token, "client_id", other.id(), "client_secret", other.secret()),
        400,
        "invalid_request");
    Answer fresh = exchange(token, "client_id", key.id(), "client_secret", key.secret());
    assertThat(server.get(fresh.text("access_token"), WHAT_ADMINS_MAY).status()).isEqualTo(200);
  }

  @Test
  void theVeryNextRequestObeysWhatHasChanged() {
    AccessKey key = admin();
    String token = ask(key, "").text("access_token");
    assertThat(server.get(token, WHAT_ADMINS_MAY).status()).isEqualTo(200);

    server.access.principalRoles.unassign("admin", "service_admin");
    assertThat(server.get(token, WHAT_ADMINS_MAY).status()).isEqualTo(403);
    server.access.principalRoles.assign("admin", "service_admin");
    assertThat(server.get(token, WHAT_ADMINS_MAY).status()).isEqualTo(200);

    server.access.principals.disable("admin");
    assertThat(server.get(token, WHAT_ADMINS_MAY).status()).isEqualTo(401);
    assertError(exchange(token), 400, "invalid_request");
    server.access.principals.enable("admin");
    assertThat(server.get(token, WHAT_ADMINS_MAY).status()).isEqualTo(200);

    server.access.principals.rotate("admin");
    assertThat(server.get(token, WHAT_ADMINS_MAY).status()).isEqualTo(401);
    assertError(ask(key, ""), 401, "invalid_client");

    server.access.principals.delete("admin");
    server.access.principal("admin");
    server.access.principalRoles.assign("admin", "service_admin");
    assertThat(server.get(token, WHAT_ADMINS_MAY).status()).isEqualTo(401);
  }
}

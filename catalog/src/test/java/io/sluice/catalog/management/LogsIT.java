package io.sluice.catalog.management;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.sluice.catalog.access.TestingAccess;
import io.sluice.catalog.management.TestingServer.Answer;
import io.sluice.manager.principal.NewPrincipal;
import io.sluice.manager.principal.PrincipalSecrets;
import io.sluice.manager.secret.AccessKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is written to logs: each refusal, and no secret. */
class LogsIT {
  private static final Logger LOG = (Logger) LoggerFactory.getLogger("io.sluice");
  private static final Logger AUDIT = (Logger) LoggerFactory.getLogger("sluice.audit");

  private final TestingServer server = new TestingServer();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(event.getFormattedMessage());
        }
      };

  @BeforeEach
  void begin() {
    appender.start();
    for (Logger logger : List.of(LOG, AUDIT)) {
      logger.setLevel(Level.TRACE);
      logger.setAdditive(false);
      logger.addAppender(appender);
    }
  }

  @AfterEach
  void end() {
    for (Logger logger : List.of(LOG, AUDIT)) {
      logger.detachAppender(appender);
      logger.setAdditive(true);
      logger.setLevel(null);
    }
    server.close();
  }

  @Test
  void aRefusalIsToldToTheAuditLogAndNotToTheCaller() {
    String token = server.tokenOf(server.access.principal("eve"));
    Answer answer = server.get(token, "/catalogs/secret%0Acatalog");
    assertThat(answer.body().at("/error/message").asText()).isEqualTo("forbidden");
    assertThat(lines)
        .containsExactly(
            "denied principal=eve privilege=CATALOG_READ_PROPERTIES"
                + " securable=OfCatalog[catalog=secret?catalog] source=127.0.0.1");
  }

  @Test
  void noSecretIsWrittenAnywhere() {
    String root = server.tokenOf(TestingAccess.ROOT);
    Answer created =
        server.call(root, "POST", "/principals", "{\"principal\": {\"name\": \"bob\"}}");
    AccessKey key =
        new AccessKey(
            created.body().at("/credentials/clientId").asText(),
            created.body().at("/credentials/clientSecret").asText());
    String token = server.tokenOf(key);
    server.get(token, "/principals");
    server.get(token + "x", "/principals");
    Answer wrong =
        server.token(
            "grant_type",
            "client_credentials",
            "client_id",
            key.id(),
            "client_secret",
            key.secret() + "x");
    Answer malformed =
        server.call(root, "POST", "/principals", "{\"secret\": " + key.secret() + "}");
    PrincipalSecrets secrets =
        server.access.principals.create(new NewPrincipal("carl", "", Map.of(), false));

    for (String secret :
        List.of(root, token, key.secret(), TestingAccess.ROOT.secret(), secrets.key().secret())) {
      assertThat(lines).noneMatch(line -> line.contains(secret));
      assertThat(wrong.body().toString()).doesNotContain(secret);
      assertThat(malformed.body().toString()).doesNotContain(secret);
      assertThat(secrets.toString()).doesNotContain(secret);
      assertThat(secrets.key().toString()).doesNotContain(secret);
    }
    assertThat(lines).isNotEmpty();
  }
}

package io.sluice.catalog.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of one issuer, as they were when it was last asked. It is asked in the background, and
 * by a request only for a key that is not known: by one request at a time, and not again so soon.
 * While it cannot be reached its known keys are good.
 */
final class OidcKeys {
  private static final Logger LOG = LoggerFactory.getLogger(OidcKeys.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(6);
  private static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(10);
  private static final int MOST_BYTES = 512 << 10;
  private static final int MOST_CANDIDATES = 5;

  private final OidcIssuer issuer;
  private final HttpClient client;
  private final Clock clock;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile @Nullable JWKSet known;

  /** How often it has been asked. */
  private final AtomicLong answers = new AtomicLong();

  private volatile Instant notBefore = Instant.MIN;

  OidcKeys(OidcIssuer issuer, HttpClient client, Clock clock) {
    this.issuer = issuer;
    this.client = client;
    this.clock = clock;
  }

  /**
   * The keys that a token may be signed with.
   *
   * @throws ServiceUnavailableException if the issuer could never be asked
   */
  List<JWK> candidates(JWSHeader header) {
    List<JWK> found = select(header);
    if (found.isEmpty()) {
      askOnce();
      found = select(header);
    }
    if (known == null) {
      throw new ServiceUnavailableException("the issuer of the token cannot be reached");
    }
    return found;
  }

  private List<JWK> select(JWSHeader header) {
    JWKSet keys = known;
    JWKMatcher matcher = JWKMatcher.forJWSHeader(header);
    if (keys == null || matcher == null) {
      return List.of();
    }
    return new JWKSelector(matcher).select(keys).stream().limit(MOST_CANDIDATES).toList();
  }

  private void askOnce() {
    long before = answers.get();
    try {
      if (!asking.tryLock(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return;
    }
    try {
      // whoever had to wait takes what the one before it was told
      if (before == answers.get() && !clock.instant().isBefore(notBefore)) {
        ask();
      }
    } finally {
      asking.unlock();
    }
  }

  /** Asks the issuer; what cannot be had leaves everything as it is. */
  void refresh() {
    asking.lock();
    try {
      ask();
    } finally {
      asking.unlock();
    }
  }

  private void ask() {
    try {
      known = JWKSet.parse(get(address()));
    } catch (IOException | ParseException | IllegalArgumentException e) {
      LOG.warn("the keys of {} cannot be read: {}", issuer.issuer(), e.toString());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    notBefore = clock.instant().plus(BETWEEN_REQUESTS);
    answers.incrementAndGet();
  }

  private URI address() throws IOException, InterruptedException {
    URI configured = issuer.keys();
    if (configured != null) {
      return configured;
    }
    String base = issuer.issuer().replaceAll("/+$", "");
    JsonNode document = JSON.readTree(get(URI.create(base + "/.well-known/openid-configuration")));
    if (!issuer.issuer().equals(document.path("issuer").asText())) {
      throw new IOException("the document of the issuer is that of another");
    }
    return URI.create(document.path("jwks_uri").asText());
  }

  private String get(URI address) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address).header("Accept", "application/json").build();
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
    try {
      HttpResponse<byte[]> response = sent.get(REQUEST_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() != 200) {
        throw new IOException("it answers " + response.statusCode());
      }
      return new String(response.body(), StandardCharsets.UTF_8);
    } catch (TimeoutException e) {
      throw new IOException("it does not answer", e);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    } finally {
      // head and body together have that time
      sent.cancel(true);
    }
  }
}

package io.sluice.credentials.azure;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import reactor.core.publisher.Mono;

/** Asks a token endpoint each time, and remembers nothing. */
final class TestingTokenCredential implements TokenCredential {
  private static final Pattern ANSWER =
      Pattern.compile("\"access_token\":\"([^\"]+)\".*\"expires_in\":(\\d+)");

  private final URI endpoint;
  private final InstantSource clock;

  TestingTokenCredential(URI endpoint, InstantSource clock) {
    this.endpoint = endpoint;
    this.clock = clock;
  }

  @Override
  public Mono<AccessToken> getToken(TokenRequestContext request) {
    return Mono.fromCallable(() -> ask(request));
  }

  private AccessToken ask(TokenRequestContext request) throws IOException, InterruptedException {
    HttpRequest post =
        HttpRequest.newBuilder(endpoint.resolve("/oauth2/v2.0/token"))
            .POST(BodyPublishers.ofString("scope=" + String.join("+", request.getScopes())))
            .build();
    HttpResponse<String> answer = HttpClient.newHttpClient().send(post, BodyHandlers.ofString());
    Matcher matcher = ANSWER.matcher(answer.body());
    if (answer.statusCode() != 200 || !matcher.find()) {
      throw new IOException("answered " + answer.statusCode());
    }
    return new AccessToken(
        matcher.group(1),
        clock.instant().plusSeconds(Long.parseLong(matcher.group(2))).atOffset(ZoneOffset.UTC));
  }
}

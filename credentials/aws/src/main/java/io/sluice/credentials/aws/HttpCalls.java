package io.sluice.credentials.aws;

import io.sluice.credentials.CredentialError;
import io.sluice.credentials.CredentialException;
import io.sluice.credentials.Origin;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Small requests to issuers, each with one deadline for everything from connecting to the last byte
 * of the body, and with a bound to that body. Redirects are not followed: nobody else is to see the
 * request.
 */
final class HttpCalls {
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERRORS = 500;

  private static final class Clients {
    /** For services in the network, by whatever proxy is configured for the JVM. */
    static final HttpClient PROXIED =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(ProxySelector.getDefault())
            .build();

    /** For addresses of this machine, which no proxy can reach on its behalf. */
    static final HttpClient DIRECT =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();
  }

  private final HttpClient client;
  private final Duration timeout;

  private HttpCalls(HttpClient client, Duration timeout) {
    this.client = client;
    this.timeout = timeout;
  }

  static HttpCalls toNetwork(Duration timeout) {
    return new HttpCalls(Clients.PROXIED, timeout);
  }

  static HttpCalls toThisMachine(Duration timeout) {
    return new HttpCalls(Clients.DIRECT, timeout);
  }

  /**
   * Any answer, be it an error.
   *
   * @throws CredentialException where there is none in time
   */
  HttpAnswer send(HttpRequest request, Origin origin) throws InterruptedException {
    CompletableFuture<HttpResponse<String>> call =
        client.sendAsync(request, response -> new BoundedBody());
    try {
      HttpResponse<String> response = call.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return new HttpAnswer(
          response.statusCode(),
          response.body(),
          HttpAnswer.parseDate(response.headers().firstValue("date")),
          HttpAnswer.parseRetryAfter(response.headers().firstValue("retry-after")));
    } catch (TimeoutException late) {
      throw new CredentialException(
          CredentialError.TIMED_OUT,
          "%s: no answer in %d ms".formatted(origin, timeout.toMillis()),
          late);
    } catch (ExecutionException failed) {
      throw unreachable(failed, origin);
    } finally {
      call.cancel(true);
    }
  }

  /** Scheme, host and port of an address: its path may be a secret. */
  static String endpointOf(URI uri) {
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  /** The error that an HTTP status stands for by itself. */
  static CredentialError errorOf(int status) {
    if (status == TOO_MANY_REQUESTS) {
      return CredentialError.THROTTLED;
    }
    return status >= SERVER_ERRORS ? CredentialError.ISSUER_FAILED : CredentialError.REFUSED;
  }

  private static CredentialException unreachable(ExecutionException failed, Origin origin) {
    Throwable cause = failed.getCause() == null ? failed : failed.getCause();
    if (cause instanceof BoundedBody.TooLargeException) {
      return new CredentialException(CredentialError.MALFORMED, origin + ": " + cause.getMessage());
    }
    return new CredentialException(
        CredentialError.UNREACHABLE, origin + ": " + describe(cause), cause);
  }

  private static String describe(Throwable cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof UnresolvedAddressException) {
        return "unknown host";
      }
    }
    String message = cause.getMessage();
    if (message == null) {
      return cause instanceof ConnectException ? "cannot connect" : "connection broke";
    }
    return cause instanceof IOException
        ? message
        : cause.getClass().getSimpleName() + ": " + message;
  }
}

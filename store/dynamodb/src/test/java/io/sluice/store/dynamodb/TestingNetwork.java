package io.sluice.store.dynamodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;

/** Sends requests to DynamoDB, but for those to which something happens on the way. */
final class TestingNetwork implements SdkHttpClient {
  private static final String TYPE = "com.amazonaws.dynamodb.v20120810#";

  /** What happens to a request. */
  enum Fate {
    ARRIVES,
    /** It never arrives, and the connection breaks. */
    LOST,
    /** It is done, and the connection breaks before the answer. */
    ANSWER_LOST,
    /** It is done, and the answer is that something is wrong inside. */
    DONE_AND_ERROR,
    /** It is not done, and the answer is that something is wrong inside. */
    ERROR,
    THROTTLED,
    /** It is a transaction, of which one item is throttled. */
    ITEM_THROTTLED,
    /** It is a transaction, and another one is at the same items. */
    CONFLICT,
    /** It is a transaction, and it is at work on it already. */
    IN_PROGRESS,
    DENIED
  }

  private final SdkHttpClient real = Clients.http();
  private final Map<String, Queue<String>> bodies = new ConcurrentHashMap<>();
  private volatile Function<String, Fate> fates = _ -> Fate.ARRIVES;

  /** Decides by the name of the operation what happens to the requests that follow. */
  void decide(Function<String, Fate> chosen) {
    fates = chosen;
  }

  /** Requests for this operation meet these fates, one after the other; then all is well. */
  void next(String operation, Fate... chosen) {
    Queue<Fate> queue = new ConcurrentLinkedQueue<>(List.of(chosen));
    decide(
        name -> {
          Fate fate = name.equals(operation) ? queue.poll() : null;
          return fate == null ? Fate.ARRIVES : fate;
        });
  }

  /** What was sent for an operation, also if it was lost. */
  List<String> bodiesOf(String operation) {
    return List.copyOf(bodies.getOrDefault(operation, new ConcurrentLinkedQueue<>()));
  }

  void forgetBodies() {
    bodies.clear();
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    String target = request.httpRequest().firstMatchingHeader("X-Amz-Target").orElseThrow();
    String operation = target.substring(target.indexOf('.') + 1);
    bodies.computeIfAbsent(operation, _ -> new ConcurrentLinkedQueue<>()).add(body(request));
    Fate fate = fates.apply(operation);
    ExecutableHttpRequest real = this.real.prepareRequest(request);
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        return TestingNetwork.this.call(real, fate);
      }

      @Override
      public void abort() {
        real.abort();
      }
    };
  }

  private static String body(HttpExecuteRequest request) {
    try (InputStream body = request.contentStreamProvider().orElseThrow().newStream()) {
      return new String(body.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpExecuteResponse call(ExecutableHttpRequest request, Fate fate) throws IOException {
    return switch (fate) {
      case ARRIVES -> request.call();
      case LOST -> throw new IOException("the connection broke before the request");
      case ANSWER_LOST -> {
        drop(request.call());
        throw new IOException("the connection broke before the answer");
      }
      case DONE_AND_ERROR -> {
        drop(request.call());
        yield answer(500, "InternalServerError", "");
      }
      case ERROR -> answer(503, "ServiceUnavailable", "");
      case THROTTLED -> answer(400, "ProvisionedThroughputExceededException", "");
      case ITEM_THROTTLED -> cancelled("ThrottlingError");
      case CONFLICT -> cancelled("TransactionConflict");
      case IN_PROGRESS -> answer(400, "TransactionInProgressException", "");
      case DENIED -> answer(400, "AccessDeniedException", "");
    };
  }

  private static void drop(HttpExecuteResponse answer) throws IOException {
    if (answer.responseBody().isPresent()) {
      try (AbortableInputStream body = answer.responseBody().get()) {
        body.readAllBytes();
      }
    }
  }

  private static HttpExecuteResponse cancelled(String code) {
    return answer(
        400,
        "TransactionCanceledException",
        ",\"CancellationReasons\":[{\"Code\":\"%s\"},{\"Code\":\"None\"}]".formatted(code));
  }

  private static HttpExecuteResponse answer(int status, String type, String more) {
    byte[] body =
        "{\"__type\":\"%s%s\",\"message\":\"said by a test\"%s}"
            .formatted(TYPE, type, more)
            .getBytes(UTF_8);
    return HttpExecuteResponse.builder()
        .response(
            SdkHttpFullResponse.builder()
                .statusCode(status)
                .putHeader("Content-Type", "application/x-amz-json-1.0")
                .putHeader("Content-Length", String.valueOf(body.length))
                .build())
        .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
        .build();
  }

  @Override
  public void close() {
    real.close();
  }
}

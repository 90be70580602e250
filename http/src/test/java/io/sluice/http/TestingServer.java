package io.sluice.http;

import static io.sluice.http.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;

/** A server for one test, which must leave nothing behind. */
final class TestingServer implements AutoCloseable {
  static final Duration LONG = Duration.ofMinutes(10);

  private final HttpServer server;
  private final RecordingObserver observer;

  private TestingServer(HttpOptions options, Handler handler) {
    LeakWatch.begin();
    observer = new RecordingObserver();
    server = HttpServer.start(options, handler, observer);
  }

  static TestingServer start(TestingHandler.Function function) {
    return start(new TestingHandler(function));
  }

  static TestingServer start(Handler handler) {
    return start(options(), handler);
  }

  static TestingServer start(HttpOptions options, TestingHandler.Function function) {
    return start(options, new TestingHandler(function));
  }

  static TestingServer start(HttpOptions options, Handler handler) {
    return new TestingServer(options, handler);
  }

  /** Nothing times out, however slow the machine is. */
  static HttpOptions options() {
    return HttpOptions.on("127.0.0.1", 0).withTimeouts(LONG, LONG);
  }

  RawClient connect() throws IOException {
    return RawClient.connect(server.port());
  }

  HttpServer server() {
    return server;
  }

  RecordingObserver observer() {
    return observer;
  }

  @Override
  public void close() {
    server.stop(Duration.ZERO);
    eventually("no exchange is left", () -> server.requests() == 0);
    eventually("no connection is left", () -> server.connections() == 0);
    assertThat(observer.closed()).isEqualTo(observer.opened());
    assertThat(LeakWatch.leaks()).isEmpty();
  }
}

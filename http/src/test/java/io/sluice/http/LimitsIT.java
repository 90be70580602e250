package io.sluice.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.RawClient.End;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Many clients at once, and too many. */
final class LimitsIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final int IDLE_CONNECTIONS = 1500;

  private static HttpOptions limits(int maxConnections, int maxRequests) {
    HttpOptions options = TestingServer.options();
    return new HttpOptions(
        options.host(),
        options.port(),
        options.maxRequestLineBytes(),
        options.maxHeaderBytes(),
        maxConnections,
        maxRequests,
        options.idleTimeout());
  }

  private static Response await(CountDownLatch latch) {
    try {
      latch.await();
      return TestingHandler.text("served");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void requestsBeyondTheLimitAreRejectedAndLaterOnesServed() throws IOException {
    CountDownLatch go = new CountDownLatch(1);
    try (TestingServer server = TestingServer.start(limits(100, 2), _ -> await(go));
        RawClient first = server.connect().send(GET);
        RawClient second = server.connect().send(GET)) {
      Eventually.eventually("two are under way", () -> server.server().requests() == 2);
      try (RawClient third = server.connect()) {
        RawResponse response =
            third.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc").response();
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.text()).isEqualTo(Rejection.OVERLOADED.name());
        assertThat(third.end()).isEqualTo(End.CLOSED);
      }
      try (RawClient head = server.connect()) {
        head.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(head.responseToHead().headers().first("Content-Length")).isEqualTo("10");
        assertThat(head.end()).isEqualTo(End.CLOSED);
      }
      go.countDown();
      assertThat(first.response().text()).isEqualTo("served");
      assertThat(second.response().text()).isEqualTo("served");
      assertThat(first.send(GET).response().text()).isEqualTo("served");
    }
  }

  @Test
  void connectionsBeyondTheLimitWaitUntilOthersEnd() throws IOException {
    try (TestingServer server =
            TestingServer.start(limits(2, 100), TestingHandler.answering("served"));
        RawClient first = server.connect().send(GET);
        RawClient second = server.connect().send(GET)) {
      assertThat(first.response().status()).isEqualTo(200);
      assertThat(second.response().status()).isEqualTo(200);
      try (RawClient third = server.connect().send(GET)) {
        assertThat(second.send(GET).response().status()).isEqualTo(200);
        assertThat(server.server().connections()).isEqualTo(2);
        first.close();
        assertThat(third.response().text()).isEqualTo("served");
        assertThat(server.server().connections()).isEqualTo(2);
      }
    }
  }

  @Test
  void manyIdleConnectionsAreKeptBesideABusyOne() throws IOException {
    List<RawClient> clients = new ArrayList<>();
    try (TestingServer server = TestingServer.start(TestingHandler.answering("served"))) {
      for (int i = 0; i < IDLE_CONNECTIONS; i++) {
        RawClient client = server.connect().send(GET);
        clients.add(client);
        assertThat(client.response().status()).isEqualTo(200);
      }
      assertThat(server.server().connections()).isEqualTo(IDLE_CONNECTIONS);
      Eventually.eventually("none is busy", () -> server.server().requests() == 0);
      for (RawClient client : clients) {
        assertThat(client.send(GET).response().text()).isEqualTo("served");
      }
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void manyClientsEachGetTheirOwnAnswers() throws Exception {
    List<Callable<Integer>> clients = new ArrayList<>();
    try (TestingServer server =
            TestingServer.start(
                exchange -> Response.of(200, Headers.NONE, exchange.body().readAllBytes()));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 64; i++) {
        long seed = i;
        clients.add(() -> talk(server, new Random(seed)));
      }
      int answers = 0;
      for (Future<Integer> client : threads.invokeAll(clients)) {
        answers += client.get();
      }
      Eventually.eventually("all have ended", () -> server.server().requests() == 0);
      assertThat(server.observer().finished()).hasSize(answers);
    }
  }

  private static int talk(TestingServer server, Random random) throws IOException {
    int rounds = 30;
    try (RawClient client = server.connect()) {
      for (int i = 0; i < rounds; i++) {
        byte[] body = new byte[random.nextInt(1 + (10 << random.nextInt(14)))];
        random.nextBytes(body);
        String head = "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: " + body.length + "\r\n\r\n";
        if (random.nextBoolean()) {
          client.send(head).send(body);
        } else {
          client.send(head + new String(body, ISO_8859_1));
        }
        assertThat(client.response().text().equals(new String(body, ISO_8859_1))).isTrue();
      }
    }
    return rounds;
  }
}

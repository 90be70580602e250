package io.sluice.gateway;

import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.Call;
import io.sluice.gateway.client.Connection;
import io.sluice.gateway.client.Encoding;
import io.sluice.gateway.client.SigV4;
import io.sluice.manager.secret.AccessKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One server for all tests of a class, and requests to it. */
public final class RunningServer implements BeforeAllCallback, AfterAllCallback {
  private final TestingServer.Setup setup;
  private final AtomicInteger buckets = new AtomicInteger();
  private @Nullable Path folder;
  private @Nullable TestingServer server;

  public RunningServer() {
    this(TestingServer.Setup.usual());
  }

  public RunningServer(TestingServer.Setup setup) {
    this.setup = setup;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    folder = Files.createTempDirectory("sluice-gateway");
    server = TestingServer.start(folder, setup);
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    server().close();
    try (Stream<Path> files = Files.walk(folder())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  public TestingServer server() {
    return Objects.requireNonNull(server, "not running");
  }

  /** Where the blobs are. */
  public Path folder() {
    return Objects.requireNonNull(folder, "not running");
  }

  public int port() {
    return server().port();
  }

  /** Host and port, as a client names them. */
  public String host() {
    return "127.0.0.1:" + port();
  }

  // ---- who signs

  public SigV4 root() {
    return signer(TestingServer.ROOT);
  }

  public SigV4 signer(AccessKey key) {
    return new SigV4(key.id(), key.secret(), setup.region(), setup.clock());
  }

  /** Somebody to whom a policy grants what its statements say. */
  public SigV4 principal(String name, String... statements) {
    String policy =
        statements.length == 0
            ? ""
            : "{\"Version\":\"2012-10-17\",\"Statement\":[%s]}"
                .formatted(String.join(",", statements));
    return signer(server().principal(name, policy));
  }

  /** A statement that allows these actions on this resource, such as {@code bucket/*}. */
  public static String allow(String resource, String... actions) {
    return "{\"Effect\":\"Allow\",\"Action\":%s,\"Resource\":\"arn:aws:s3:::%s\"}"
        .formatted(List.of(actions).stream().map(a -> '"' + a + '"').toList(), resource);
  }

  // ---- what is asked

  /** A request for a raw target; unsigned. */
  public Call call(String method, String target) {
    return Call.of(method, target, host());
  }

  public static String path(String bucket, String key) {
    return "/" + bucket + "/" + Encoding.path(key);
  }

  public Call put(String bucket, String key, byte[] body) {
    return call("PUT", path(bucket, key)).body(body);
  }

  public Call put(String bucket, String key, String body) {
    return call("PUT", path(bucket, key)).body(body);
  }

  public Call get(String bucket, String key) {
    return call("GET", path(bucket, key));
  }

  public Call head(String bucket, String key) {
    return call("HEAD", path(bucket, key));
  }

  public Call delete(String bucket, String key) {
    return call("DELETE", path(bucket, key));
  }

  // ---- what is answered

  /** As it is. */
  public Answer send(Call call) {
    try (Connection connection = connect()) {
      return connection.exchange(call);
    } catch (IOException e) {
      throw new UncheckedIOException(call.method() + " " + call.target(), e);
    }
  }

  /** Signed by the root. */
  public Answer signed(Call call) {
    return send(root().sign(call));
  }

  /** Signed by the root, and a success. */
  public Answer ok(Call call) {
    return ok(call, signed(call));
  }

  /** Sent as it is, and a success. */
  public Answer okAsItIs(Call call) {
    return ok(call, send(call));
  }

  private static Answer ok(Call call, Answer answer) {
    if (answer.status() / 100 != 2) {
      throw new AssertionError(
          "%s %s: %d %s".formatted(call.method(), call.target(), answer.status(), answer.text()));
    }
    return answer;
  }

  public Connection connect() throws IOException {
    return new Connection(port());
  }

  /** Makes a bucket that no other test has. */
  public String newBucket() {
    String bucket = "bucket-" + buckets.incrementAndGet();
    ok(call("PUT", "/" + bucket));
    return bucket;
  }
}

package io.sluice.catalog.vending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.catalog.access.Privilege;
import io.sluice.catalog.storage.Signing;
import io.sluice.catalog.storage.TableStorage.Delegation;
import io.sluice.catalog.storage.TableStorage.Mode;
import io.sluice.http.Content;
import io.sluice.http.Exchange;
import io.sluice.http.Handler;
import io.sluice.http.Headers;
import io.sluice.http.HttpOptions;
import io.sluice.http.HttpServer;
import io.sluice.http.Rejection;
import io.sluice.http.Response;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.rest.requests.ImmutableRemoteSignRequest;
import org.apache.iceberg.rest.requests.RemoteSignRequest;
import org.apache.iceberg.rest.requests.RemoteSignRequestParser;
import org.apache.iceberg.rest.responses.RemoteSignResponseParser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;

/** Requests that are signed for clients without credentials. */
class RemoteSignerIT {
  private static final Set<String> SET_BY_CLIENT = Set.of("host", "content-length", "connection");

  private @TempDir Path folder;
  private TestingLake lake;
  private RemoteSigner signer;
  private TestingActor writer;
  private TestingActor reader;

  @BeforeEach
  void start() throws IOException {
    lake = new TestingLake(folder, Clock.systemUTC());
    lake.account("one", false);
    lake.account("plain", true);
    signer = lake.storage().signer();
    String id = lake.sluice().principal("alice", "").id();
    writer = TestingActor.of(id, Privilege.TABLE_READ_DATA, Privilege.TABLE_WRITE_DATA);
    reader = TestingActor.of(id, Privilege.TABLE_READ_DATA);
    for (String bucket : List.of("native", "one", "plain")) {
      try (var s3 = sluiceOf(bucket).s3()) {
        s3.putObject(b -> b.bucket(bucket).key("ns/t/a"), RequestBody.fromString("content"));
        s3.putObject(b -> b.bucket(bucket).key("ns/t2/a"), RequestBody.fromString("secret"));
      }
    }
  }

  @AfterEach
  void stop() {
    lake.close();
  }

  private TestingSluice sluiceOf(String bucket) {
    return bucket.equals("native") ? lake.sluice() : lake.aws();
  }

  private Signing.Signed sign(TestingActor actor, String bucket, RemoteSignRequest request) {
    return signer.sign(actor, TestingLake.files("s3://" + bucket + "/ns/t"), request);
  }

  private RemoteSignRequest request(String method, String bucket, String target) {
    return request(method, bucket, target, Map.of(), null);
  }

  private RemoteSignRequest request(
      String method,
      String bucket,
      String target,
      Map<String, List<String>> headers,
      @Nullable String body) {
    return ImmutableRemoteSignRequest.builder()
        .region(TestingSluice.REGION)
        .method(method)
        .uri(URI.create(sluiceOf(bucket).endpoint() + target))
        .headers(headers)
        .properties(Map.of())
        .body(body)
        .provider("s3")
        .build();
  }

  private static HttpResponse<String> send(
      RemoteSignRequest request, Signing.Signed signed, @Nullable String body) {
    HttpRequest.Builder http =
        HttpRequest.newBuilder(signed.response().uri())
            .method(
                request.method(),
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    signed
        .response()
        .headers()
        .forEach(
            (name, values) -> {
              if (!SET_BY_CLIENT.contains(name)) {
                values.forEach(value -> http.header(name, value));
              }
            });
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(http.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "one", "plain"})
  void whatIsSignedWorks(String bucket) {
    RemoteSignRequest get = request("GET", bucket, "/" + bucket + "/ns/t/a");
    Signing.Signed signed = sign(reader, bucket, get);
    assertThat(send(get, signed, null).body()).isEqualTo("content");
    assertThat(signed.cacheable()).isTrue();

    RemoteSignRequest put = request("PUT", bucket, "/" + bucket + "/ns/t/b%20c%2Ad");
    Signing.Signed signedPut = sign(writer, bucket, put);
    assertThat(send(put, signedPut, "new").statusCode()).isEqualTo(200);
    assertThat(signedPut.cacheable()).isFalse();

    RemoteSignRequest list =
        request("GET", bucket, "/" + bucket + "?list-type=2&prefix=ns%2Ft%2F&delimiter=%2F");
    assertThat(send(list, sign(reader, bucket, list), null).body()).contains("ns/t/b c*d");

    RemoteSignRequest copy =
        request(
            "PUT",
            bucket,
            "/" + bucket + "/ns/t/copy",
            Map.of("X-Amz-Copy-Source", List.of("/" + bucket + "/ns/t/a")),
            null);
    assertThat(send(copy, sign(writer, bucket, copy), null).statusCode()).isEqualTo(200);

    RemoteSignRequest delete = request("DELETE", bucket, "/" + bucket + "/ns/t/copy");
    assertThat(send(delete, sign(writer, bucket, delete), null).statusCode()).isEqualTo(204);
  }

  @Test
  void ofManyToDeleteAllAreLookedAtAndNothingElseCanBeSent() {
    String body = deletion("ns/t/a");
    RemoteSignRequest delete =
        request(
            "POST", "native", "/native?delete", Map.of("Content-MD5", List.of(md5(body))), body);
    Signing.Signed signed = sign(writer, "native", delete);

    assertThat(send(delete, signed, deletion("ns/t2/a")).statusCode()).isEqualTo(400);
    assertThat(send(delete, signed, body).body()).contains("<Deleted>");
    for (String bad :
        new String[] {
          deletion("ns/t/a", "ns/t2/a"), deletion("ns/t/../t2/a"), "", "<Delete/>", "<Delete"
        }) {
      assertThatThrownBy(
              () ->
                  sign(
                      writer, "native", request("POST", "native", "/native?delete", Map.of(), bad)))
          .isInstanceOf(ForbiddenException.class);
    }
    assertThatThrownBy(
            () ->
                sign(reader, "native", request("POST", "native", "/native?delete", Map.of(), body)))
        .isInstanceOf(ForbiddenException.class);
  }

  private static String md5(String body) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("MD5").digest(body.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String deletion(String... keys) {
    StringBuilder xml =
        new StringBuilder("<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
    for (String key : keys) {
      xml.append("<Object><Key>").append(key).append("</Key></Object>");
    }
    return xml.append("</Delete>").toString();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /native/ns/t2/a",
    "GET, /native/ns/t",
    "GET, /native/ns/t/../t2/a",
    "GET, /native/ns/t/%2e%2e/t2/a",
    "GET, /native/ns/t/..%2Ft2/a",
    "GET, /native/ns%2Ft2/a",
    "GET, /native//ns/t/a",
    "GET, /one/ns/t/a",
    "GET, /",
    "GET, /native",
    "GET, /native?list-type=2",
    "GET, /native?list-type=2&prefix=ns/t",
    "GET, /native?list-type=2&prefix=ns/t2/",
    "GET, /native?list-type=2&prefix=ns/t/../t2/",
    "GET, /native?list-type=2&prefix=ns/t/&prefix=",
    "GET, /native?prefix=",
    "GET, /native?uploads",
    "GET, /native?policy",
    "GET, /native?policy&prefix=ns/t/",
    "PUT, /native?policy",
    "PUT, /native",
    "DELETE, /native",
    "DELETE, /native?policy",
    "HEAD, /native",
    "GET, /native/ns/t/a?acl",
    "PUT, /native/ns/t/a?acl",
    "PUT, /native/ns/t/a?tagging",
    "PUT, /native/ns/t/a?uploadId=x",
    "POST, /native/ns/t/a",
    "POST, /native/ns/t/a?select&select-type=2",
    "POST, /native/ns/t/a?restore",
    "DELETE, /native/ns/t/a?versionId=x",
    "PUT, /native/ns/t2/a",
    "POST, /native/ns/t2/a?uploads",
    "DELETE, /native/ns/t2/a?uploadId=x",
    "OPTIONS, /native/ns/t/a",
    "PATCH, /native/ns/t/a"
  })
  void whatIsElsewhereOrUnknownIsNotSigned(String method, String target) {
    assertThatThrownBy(() -> sign(writer, "native", request(method, "native", target)))
        .isInstanceOf(ForbiddenException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "x-amz-copy-source, /native/ns/t2/a",
    "x-amz-copy-source, native/ns/t%2F..%2Ft2/a",
    "x-amz-copy-source, one/ns/t/a",
    "X-Amz-Copy-Source, native",
    "x-amz-acl, public-read",
    "X-AMZ-Grant-Read, uri=http://acs.amazonaws.com/groups/global/AllUsers",
    "x-amz-security-token, token"
  })
  void headersThatReachFurtherAreNotSigned(String name, String value) {
    assertThatThrownBy(
            () ->
                sign(
                    writer,
                    "native",
                    request("PUT", "native", "/native/ns/t/x", Map.of(name, List.of(value)), null)))
        .isInstanceOf(ForbiddenException.class);
  }

  @Test
  void anotherHostIsNotSigned() {
    for (String uri :
        List.of(
            "http://evil.example/native/ns/t/a",
            "https://" + lake.sluice().endpoint().getAuthority() + "/native/ns/t/a",
            "http://native@" + lake.sluice().endpoint().getAuthority() + "/native/ns/t/a",
            lake.aws().endpoint() + "/native/ns/t/a")) {
      assertThatThrownBy(
              () ->
                  sign(
                      writer,
                      "native",
                      ImmutableRemoteSignRequest.builder()
                          .region(TestingSluice.REGION)
                          .method("GET")
                          .uri(URI.create(uri))
                          .headers(Map.of())
                          .properties(Map.of())
                          .provider("s3")
                          .build()))
          .isInstanceOf(ForbiddenException.class);
    }
  }

  @Test
  void aReaderHasNoWriteSigned() {
    for (String method : List.of("PUT", "DELETE")) {
      assertThatThrownBy(() -> sign(reader, "native", request(method, "native", "/native/ns/t/a")))
          .isInstanceOf(ForbiddenException.class);
    }
  }

  /** Where Iceberg's own client asks for signatures. */
  private final class SigningEndpoint implements Handler {
    final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final String bucket;

    SigningEndpoint(String bucket) {
      this.bucket = bucket;
    }

    @Override
    public Response handle(Exchange exchange) throws IOException {
      String json = new String(exchange.body().readAllBytes(), StandardCharsets.UTF_8);
      try {
        Signing.Signed signed = sign(writer, bucket, RemoteSignRequestParser.fromJson(json));
        Headers.Builder headers = Headers.builder().add("Content-Type", "application/json");
        if (signed.cacheable()) {
          headers.add("Cache-Control", "private");
        }
        String answer = RemoteSignResponseParser.toJson(signed.response());
        return new Response(
            200,
            headers.build(),
            new Content.InMemory(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8))));
      } catch (ForbiddenException e) {
        return Response.empty(403, Headers.builder().build());
      } catch (RuntimeException e) {
        failures.add(e);
        return Response.empty(500, Headers.builder().build());
      }
    }

    @Override
    public Response reject(Rejection rejection) {
      return Response.empty(400, Headers.builder().build());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "one", "plain"})
  void icebergsOwnFilesWorkWithWhatIsSigned(String bucket) throws IOException {
    SigningEndpoint endpoint = new SigningEndpoint(bucket);
    HttpServer http =
        HttpServer.start(
            new HttpOptions("127.0.0.1", 0, 16 << 10, 8 << 10, 100, 100, Duration.ofMinutes(1)),
            endpoint);
    String table = "s3://" + bucket + "/ns/t";
    Map<String, String> config =
        new HashMap<>(
            lake.storage()
                .access(writer, TestingLake.files(table), new Delegation(Mode.REMOTE_SIGNING, true))
                .config());
    config.put("http-client.type", "urlconnection");
    config.put("uri", "http://127.0.0.1:" + http.port());
    config.put("s3.delete.batch-size", "2");
    try (S3FileIO files = new S3FileIO()) {
      files.initialize(config);
      List<String> paths = List.of(table + "/x1", table + "/x2", table + "/odd * name");
      for (String path : paths) {
        try (PositionOutputStream out = files.newOutputFile(path).createOrOverwrite()) {
          out.write("content".getBytes(StandardCharsets.UTF_8));
        }
        try (var in = files.newInputFile(path).newStream()) {
          assertThat(in.readAllBytes()).hasSize(7);
        }
      }
      files.deleteFiles(paths);
      assertThat(files.newInputFile(paths.getFirst()).exists()).isFalse();
      assertThatThrownBy(() -> files.newInputFile("s3://" + bucket + "/ns/t2/a").getLength())
          .isInstanceOf(RuntimeException.class);
      assertThat(endpoint.failures).isEmpty();
    } finally {
      http.stop(Duration.ofSeconds(5));
    }
  }
}

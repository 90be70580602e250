package io.sluice.gateway.request;

import static io.sluice.gateway.client.AnswerAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.RunningServer;
import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.Call;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Buckets that are named by the host (row 105 of the sheet). */
class VirtualHostIT {
  @RegisterExtension static final RunningServer server = new RunningServer();

  /** Some are named like a domain, or like what stands below one. */
  private static final List<String> BUCKETS =
      List.of("plain", "with.dots", "localhost", "s3.sluice.example", "s3.sluice", "www");

  @BeforeAll
  static void makeObjects() {
    for (String bucket : BUCKETS) {
      server.ok(server.call("PUT", "/" + bucket));
      server.ok(server.put(bucket, "key", "of " + bucket));
    }
    server.ok(server.put("plain", "plain/key", "deeper"));
    server.ok(server.put("plain", "/key", "slashed"));
  }

  private static Answer send(String method, String host, String target) {
    return server.signed(server.call(method, target).replace("Host", host));
  }

  // 105
  @ParameterizedTest
  @CsvSource({
    "plain.localhost, plain",
    "plain.localhost:{port}, plain",
    "plain.s3.sluice.example, plain",
    "plain.s3.sluice.example:443, plain",
    "PLAIN.S3.Sluice.Example, plain",
    "plain.s3.sluice.example., plain",
    "with.dots.s3.sluice.example, with.dots",
    "localhost.localhost, localhost",
    "localhost.s3.sluice.example, localhost",
    "s3.sluice.example.localhost, s3.sluice.example",
    "s3.sluice.example.s3.sluice.example, s3.sluice.example",
    "s3.sluice.s3.sluice.example, s3.sluice"
  })
  void aHostBelowADomainNamesABucket(String host, String bucket) {
    String named = host.replace("{port}", Integer.toString(server.port()));
    assertThat(send("GET", named, "/key")).hasStatus(200).hasBody("of " + bucket);
    assertThat(send("GET", named, "/").xml().text("Name")).isEqualTo(bucket);
    assertThat(send("HEAD", named, "/")).hasStatus(200);
  }

  // 105
  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:{port}",
        "LOCALHOST",
        "s3.sluice.example",
        "S3.SLUICE.EXAMPLE:8080",
        "s3.sluice.example.",
        "127.0.0.1:{port}",
        "[::1]:{port}",
        "[::1]",
        "[fe80::1]:80",
        "sluice.example",
        "plain.elsewhere.example",
        "plainlocalhost",
        "x-s3.sluice.example"
      })
  void anyOtherHostNamesNone(String host) {
    String named = host.replace("{port}", Integer.toString(server.port()));
    for (String bucket : BUCKETS) {
      assertThat(send("GET", named, "/" + bucket + "/key")).hasStatus(200).hasBody("of " + bucket);
    }
    assertThat(send("GET", named, "/").xml().name()).isEqualTo("ListAllMyBucketsResult");
  }

  // 105, 44
  @Test
  void thePathIsTheKey() {
    assertThat(send("GET", "plain.localhost", "/plain/key")).hasBody("deeper");
    assertThat(send("GET", "plain.localhost", "//key")).hasBody("slashed");
    assertThat(send("GET", "plain.localhost", "/plain"))
        .isError(404, "NoSuchKey")
        .hasFields("Key", "plain");
  }

  // 105
  @Test
  void aBucketIsMadeAndDeletedByItsHost() {
    assertThat(send("PUT", "fresh.localhost", "/")).hasStatus(200).hasHeader("Location", "/fresh");
    assertThat(server.signed(server.call("HEAD", "/fresh"))).hasStatus(200);
    Call put = server.call("PUT", "/a%20b").body("x").replace("Host", "fresh.localhost");
    assertThat(server.signed(put)).hasStatus(200);
    assertThat(server.signed(server.get("fresh", "a b"))).hasBody("x");
    assertThat(send("DELETE", "fresh.localhost", "/a%20b")).hasStatus(204);
    assertThat(send("DELETE", "fresh.localhost", "/")).hasStatus(204);
    assertThat(server.signed(server.call("HEAD", "/fresh"))).hasStatus(404);
  }

  // 105, 100
  @ParameterizedTest
  @ValueSource(strings = {"ab.localhost", "a_b.localhost", "a..b.localhost", "1.2.3.4.localhost"})
  void aHostThatNamesNoBucketIsInvalid(String host) {
    assertThat(send("GET", host, "/key"))
        .isError(400, "InvalidBucketName")
        .hasFieldNames("BucketName");
  }

  // 105
  @Test
  void anUploadSaysWhereItsObjectIs() {
    String id = send("POST", "plain.localhost", "/in%20parts?uploads").xml().text("UploadId");
    String target = "/in%20parts?uploadId=" + id;
    Answer part =
        server.signed(
            server
                .call("PUT", target + "&partNumber=1")
                .body("x")
                .replace("Host", "plain.localhost"));
    Call complete =
        server
            .call("POST", target)
            .body(
                "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>%s</ETag></Part></CompleteMultipartUpload>"
                    .formatted(part.header("ETag")))
            .replace("Host", "plain.localhost:81");
    assertThat(server.ok(complete).xml().text("Location"))
        .isEqualTo("http://plain.localhost:81/in%20parts");
  }
}

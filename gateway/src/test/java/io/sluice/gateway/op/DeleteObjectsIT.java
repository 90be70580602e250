package io.sluice.gateway.op;

import static io.sluice.gateway.client.AnswerAssert.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.RunningServer;
import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.Call;
import io.sluice.gateway.client.Connection;
import io.sluice.gateway.client.Digests;
import io.sluice.gateway.client.Xml;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deletions of many objects at once (row 68 of the sheet). */
class DeleteObjectsIT {
  @RegisterExtension static final RunningServer server = new RunningServer();

  private String bucket = "";

  @BeforeEach
  void makeObjects() {
    bucket = server.newBucket();
    for (String key : List.of("a", "b", "c")) {
      server.ok(server.put(bucket, key, key));
    }
  }

  private Call unprotected(String document) {
    return server.call("POST", "/" + bucket + "?delete").body(document);
  }

  private Call call(String document) {
    return unprotected(document).header("Content-MD5", Digests.md5(document.getBytes(UTF_8)));
  }

  private static String document(String... objects) {
    return "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">%s</Delete>"
        .formatted(String.join("", objects));
  }

  private static String object(String key, String... more) {
    return "<Object><Key>%s</Key>%s</Object>".formatted(key, String.join("", more));
  }

  private List<String> left() {
    return server.ok(server.call("GET", "/" + bucket)).xml().texts("Contents", "Key");
  }

  // 68
  @Test
  void whatIsThereAndWhatIsMissingIsDeleted() {
    Answer answer = server.signed(call(document(object("a"), object("missing"), object("c"))));
    assertThat(answer).hasStatus(200).hasHeader("Content-Type", "application/xml");
    assertThat(answer.xml().name()).isEqualTo("DeleteResult");
    assertThat(answer.xml().namespace()).isEqualTo("http://s3.amazonaws.com/doc/2006-03-01/");
    assertThat(answer.xml().texts("Deleted", "Key")).containsExactly("a", "missing", "c");
    assertThat(answer.xml().children()).hasSize(3);
    assertThat(left()).containsExactly("b");
  }

  // 68
  @Test
  void quietTellsOnlyErrors() {
    String tooLong = "k".repeat(1025);
    Answer answer =
        server.signed(
            call(document("<Quiet>true</Quiet>", object("a"), object("missing"), object(tooLong))));
    assertThat(answer).hasStatus(200);
    assertThat(answer.xml().children()).hasSize(1);
    assertThat(answer.xml().child("Error").text("Key")).isEqualTo(tooLong);
    assertThat(left()).containsExactly("b", "c");
    assertThat(
            server
                .ok(call(document("<Quiet>false</Quiet>", object("b"))))
                .xml()
                .texts("Deleted", "Key"))
        .containsExactly("b");
  }

  // 68, 56, 61, 42
  @Test
  void whatCannotBeDeletedKeepsNothingElse() {
    String unknown = "3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrH";
    Answer answer =
        server.signed(
            call(
                document(
                    object("a", "<VersionId>%s</VersionId>".formatted(unknown)),
                    object("k".repeat(1025)),
                    object("b", "<ETag>\"other\"</ETag>"),
                    object("missing", "<ETag>\"other\"</ETag>"),
                    object("c"))));
    assertThat(answer).hasStatus(200);
    assertThat(answer.xml().texts("Deleted", "Key")).containsExactly("missing", "c");
    assertThat(answer.xml().texts("Error", "Code"))
        .containsExactlyInAnyOrder("NoSuchVersion", "KeyTooLongError", "PreconditionFailed");
    Xml missing = error(answer, "a");
    assertThat(missing.text("VersionId")).isEqualTo(unknown);
    assertThat(missing.text("Message")).isEqualTo("The specified version does not exist.");
    assertThat(error(answer, "b").text("Code")).isEqualTo("PreconditionFailed");
    assertThat(left()).containsExactly("a", "b");
  }

  private static Xml error(Answer answer, String key) {
    return answer.xml().all("Error").stream()
        .filter(error -> error.text("Key").equals(key))
        .findFirst()
        .orElseThrow();
  }

  // 61
  @Test
  void anObjectMayBeDeletedOnlyAsItWas() {
    String etag = Digests.etag("a".getBytes(UTF_8));
    server.ok(call(document(object("a", "<ETag>%s</ETag>".formatted(etag)))));
    server.ok(call(document(object("b", "<ETag>*</ETag>"))));
    assertThat(server.ok(call(document(object("c", "<ETag/>")))).xml().texts("Error", "Code"))
        .containsExactly("PreconditionFailed");
    assertThat(left()).containsExactly("c");
    // what only directory buckets know is not taken for nothing
    for (String other :
        List.of("<Size>1</Size>", "<LastModifiedTime>2026-11-22T12:00:00Z</LastModifiedTime>")) {
      assertThat(server.ok(call(document(object("c", other)))).xml().texts("Error", "Code"))
          .containsExactly("NotImplemented");
    }
    assertThat(left()).containsExactly("c");
  }

  @Test
  void theOnlyVersionIsNamedOrNot() {
    server.ok(
        call(document(object("a", "<VersionId>null</VersionId>"), object("b", "<VersionId/>"))));
    assertThat(left()).containsExactly("c");
  }

  // 68
  @Test
  void moreThanAThousandAreMalformed() {
    assertThat(server.signed(call(missing(1001))))
        .isError(400, "MalformedXML")
        .hasMessage(
            "The XML you provided was not well-formed or did not validate against our published"
                + " schema")
        .hasFields();
    assertThat(left()).containsExactly("a", "b", "c");
    Answer answer = server.signed(call(missing(1000)));
    assertThat(answer).hasStatus(200);
    assertThat(answer.xml().all("Deleted")).hasSize(1000);
    assertThat(left()).containsExactly("b", "c");
  }

  private static String missing(int count) {
    return document(
        object("a"),
        IntStream.range(1, count)
            .mapToObj(i -> object("missing-" + i))
            .collect(Collectors.joining()));
  }

  // 68, 108
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "<Delete/>",
        "<Delete><Quiet>true</Quiet></Delete>",
        "<Delete><Object/></Delete>",
        "<Delete><Object><Key/></Object></Delete>",
        "<Delete><Object><Key>a</Key></Object><Object><VersionId>null</VersionId></Object></Delete>",
        "<Delete><Object><Key>a</Key></Object>",
        "<Other><Object><Key>a</Key></Object></Other>",
        "<!DOCTYPE Delete [<!ENTITY k \"a\">]><Delete><Object><Key>&k;</Key></Object></Delete>",
        "<Delete><Object><Key>a&#0;</Key></Object></Delete>",
        "<Delete><Object><Key>a</Key></Object></Delete><Delete/>"
      })
  void aDocumentThatIsNotOneDeletesNothing(String document) {
    assertThat(server.signed(call(document))).isError(400, "MalformedXML");
    assertThat(left()).containsExactly("a", "b", "c");
  }

  // 108
  @Test
  void aDocumentHasABound() throws IOException {
    Call call = call("").replace("Content-Length", Integer.toString((8 << 20) + 1));
    try (Connection connection = server.connect()) {
      connection.send(server.root().sign(call).head());
      assertThat(connection.answer("POST"))
          .isError(400, "MaxMessageLengthExceeded")
          .hasFields("MaxMessageLengthBytes", "8388608");
    }
  }

  // 68
  @Test
  void theDocumentIsProtectedOnItsWay() {
    String document = document(object("a"));
    assertThat(server.signed(unprotected(document)))
        .isError(400, "InvalidRequest")
        .hasMessage("Missing required header for this request: Content-MD5")
        .hasFields();
    assertThat(server.signed(unprotected(document).header("Content-MD5", "x")))
        .isError(400, "InvalidDigest");
    assertThat(server.signed(unprotected(document).header("Content-MD5", Digests.md5(new byte[0]))))
        .isError(400, "BadDigest");
    assertThat(
            server.signed(
                unprotected(document)
                    .header("x-amz-checksum-sha1", Digests.checksum("SHA1", new byte[0]))))
        .isError(400, "BadDigest");
    assertThat(left()).containsExactly("a", "b", "c");
    for (String algorithm : List.of("CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256")) {
      String value = Digests.checksum(algorithm, document.getBytes(UTF_8));
      server.ok(unprotected(document).header("x-amz-checksum-" + algorithm, value));
    }
    assertThat(left()).containsExactly("b", "c");
  }

  // 44
  @Test
  void keysAreWhatTheDocumentSays() {
    List<String> keys =
        List.of(" lead", "trail ", "a&b", "<x>", "\u20ac\ud83d\ude00", "l\nf", "d//");
    for (String key : keys) {
      server.ok(server.put(bucket, key, "x"));
    }
    Answer answer =
        server.ok(
            call(
                document(
                    object(" lead"),
                    object("<![CDATA[trail ]]>"),
                    object("a&amp;b"),
                    object("&lt;x&gt;"),
                    object("\u20ac&#x1F600;"),
                    object("l&#10;f"),
                    object("d/<!-- none -->/"))));
    assertThat(answer.xml().texts("Deleted", "Key")).isEqualTo(keys);
    assertThat(left()).containsExactly("a", "b", "c");
  }

  @Test
  void aMissingBucketIsMissing() {
    bucket = "no-such-bucket";
    assertThat(server.signed(call(document(object("a")))))
        .isError(404, "NoSuchBucket")
        .hasFields("BucketName", "no-such-bucket");
  }
}

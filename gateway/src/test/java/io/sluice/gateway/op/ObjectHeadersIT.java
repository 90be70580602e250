package io.sluice.gateway.op;

import static io.sluice.gateway.client.AnswerAssert.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.RunningServer;
import io.sluice.gateway.TestingServer;
import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.Call;
import io.sluice.gateway.client.Encoding;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client tells about an object, and is told again. */
class ObjectHeadersIT {
  @RegisterExtension static final RunningServer server = new RunningServer();

  private static String bucket = "";

  @BeforeAll
  static void makeBucket() {
    bucket = server.newBucket();
  }

  private static Call put() {
    return server.put(bucket, "key", "content");
  }

  private static Answer head() {
    return server.ok(server.head(bucket, "key"));
  }

  @Test
  void systemMetadataComesBack() {
    server.ok(
        put()
            .header("Content-Type", "text/plain; charset=utf-8")
            .header("Content-Encoding", "gzip")
            .header("Content-Disposition", "attachment; filename=\"a b.txt\"")
            .header("Content-Language", "de-AT, en")
            .header("Cache-Control", "max-age=60, no-transform")
            .header("Expires", "Thu, 01 Dec 1994 16:00:00 GMT")
            .header("x-amz-website-redirect-location", "/other")
            .header("x-amz-storage-class", "STANDARD_IA"));
    for (String method : List.of("GET", "HEAD")) {
      assertThat(server.ok(server.call(method, "/" + bucket + "/key")))
          .hasHeader("Content-Type", "text/plain; charset=utf-8")
          .hasHeader("Content-Encoding", "gzip")
          .hasHeader("Content-Disposition", "attachment; filename=\"a b.txt\"")
          .hasHeader("Content-Language", "de-AT, en")
          .hasHeader("Cache-Control", "max-age=60, no-transform")
          .hasHeader("Expires", "Thu, 01 Dec 1994 16:00:00 GMT")
          .hasHeader("x-amz-website-redirect-location", "/other")
          .hasHeader("x-amz-storage-class", "STANDARD_IA");
    }
  }

  @Test
  void whatWasNotToldIsNotMadeUp() {
    server.ok(put());
    assertThat(head())
        .hasHeader("Content-Type", "binary/octet-stream")
        .hasNoHeader("Content-Encoding")
        .hasNoHeader("Content-Disposition")
        .hasNoHeader("Content-Language")
        .hasNoHeader("Cache-Control")
        .hasNoHeader("Expires")
        .hasNoHeader("x-amz-storage-class");
  }

  @Test
  void anOverwriteForgetsWhatWasToldBefore() {
    server.ok(put().header("x-amz-meta-old", "1").header("Content-Type", "text/plain"));
    server.ok(put().header("x-amz-meta-new", "2"));
    assertThat(head())
        .hasNoHeader("x-amz-meta-old")
        .hasHeader("x-amz-meta-new", "2")
        .hasHeader("Content-Type", "binary/octet-stream");
  }

  // 46
  @Test
  void namesOfUserMetadataAreLowerCased() {
    server.ok(put().header("X-Amz-Meta-MixedCase-Name", "Value"));
    List<String> names =
        head().fields().stream()
            .map(Call.Field::name)
            .filter(name -> name.toLowerCase(Locale.ROOT).startsWith("x-amz-meta-"))
            .toList();
    assertThat(names).containsExactly("x-amz-meta-mixedcase-name");
    assertThat(head()).hasHeader("x-amz-meta-mixedcase-name", "Value");
  }

  // 46
  @Test
  void aRepeatedHeaderIsJoinedByCommas() {
    server.ok(
        put()
            .header("x-amz-meta-twice", "one")
            .header("X-Amz-Meta-Twice", "two, three")
            .header("x-amz-meta-twice", "four"));
    assertThat(head()).hasHeader("x-amz-meta-twice", "one,two, three,four");
  }

  // 46
  @ParameterizedTest
  @ValueSource(strings = {"grüße", "\u20ac 5", "\ud83d\ude00", "日本語"})
  void metadataThatIsNotAsciiComesBackEncoded(String text) {
    server.ok(
        put()
            .header("x-amz-meta-text", Encoding.header(text))
            .header("Content-Disposition", Encoding.header("attachment; filename=" + text)));
    assertThat(head())
        .hasHeader("x-amz-meta-text", rfc2047(text))
        .hasHeader("Content-Disposition", rfc2047("attachment; filename=" + text));
  }

  private static String rfc2047(String text) {
    return "=?UTF-8?B?%s?=".formatted(Base64.getEncoder().encodeToString(text.getBytes(UTF_8)));
  }

  // 46
  @Test
  void metadataThatIsEncodedAlreadyComesBackAsItIs() {
    server.ok(put().header("x-amz-meta-text", "=?UTF-8?B?4oKs?="));
    assertThat(head()).hasHeader("x-amz-meta-text", "=?UTF-8?B?4oKs?=");
  }

  @Test
  void metadataMayBeEmpty() {
    server.ok(put().header("x-amz-meta-empty", "").header("x-amz-meta-", "nameless"));
    assertThat(head()).hasHeader("x-amz-meta-empty", "").hasHeader("x-amz-meta-", "nameless");
    assertThat(head().has("x-amz-meta-empty")).isTrue();
  }

  // 45
  @Test
  void userMetadataHasTwoKibibytesAtMost() {
    assertThat(server.signed(put().header("x-amz-meta-a", "b".repeat(2047)))).hasStatus(200);
    assertThat(
            server.signed(
                put()
                    .header("x-amz-meta-a", "b".repeat(1024))
                    .header("x-amz-meta-c", "d".repeat(1023))))
        .isError(400, "MetadataTooLarge")
        .hasMessage("Your metadata headers exceed the maximum allowed metadata size")
        .hasFields("Size", "2049", "MaxSizeAllowed", "2048");
    assertThat(server.signed(put().header("x-amz-meta-a", Encoding.header("\u20ac".repeat(683)))))
        .isError(400, "MetadataTooLarge")
        .hasFields("Size", "2050", "MaxSizeAllowed", "2048");
  }

  // 45
  @Test
  void theHeaderSectionHasEightKibibytesAtMost() {
    Call get =
        server.get(bucket, "key").header("x-padding", "p".repeat(TestingServer.MAX_HEADER_BYTES));
    assertThat(server.signed(get))
        .isError(400, "RequestHeaderSectionTooLarge")
        .hasMessage(
            "Your request header section exceeds the maximum allowed request header section size")
        .hasFields("MaxSizeAllowed", "8192");
    assertThat(server.signed(server.call("GET", "/").header("x-padding", "p".repeat(7000))))
        .hasStatus(200);
  }

  @ParameterizedTest
  @CsvSource({
    "response-content-type, Content-Type",
    "response-content-language, Content-Language",
    "response-expires, Expires",
    "response-cache-control, Cache-Control",
    "response-content-disposition, Content-Disposition",
    "response-content-encoding, Content-Encoding"
  })
  void aSignedReadChoosesItsHeaders(String parameter, String header) {
    server.ok(put().header(header, "stored"));
    for (String method : List.of("GET", "HEAD")) {
      Call read = server.call(method, "/" + bucket + "/key");
      assertThat(server.ok(read.query(parameter + "=a%20%2F%3B%20b"))).hasHeader(header, "a /; b");
      assertThat(server.ok(read)).hasHeader(header, "stored");
    }
  }

  @Test
  void aChosenHeaderCannotEndTheHeaders() {
    server.ok(put());
    Answer answer =
        server.ok(
            server.get(bucket, "key").query("response-content-type=a%0D%0AX-Injected:%20yes"));
    assertThat(answer).hasNoHeader("X-Injected").hasBody("content");
    assertThat(answer.header("Content-Type")).startsWith("=?UTF-8?B?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"STANDARD", "REDUCED_REDUNDANCY", "ONEZONE_IA", "GLACIER_IR"})
  void storageClassesAreKept(String name) {
    server.ok(put().header("x-amz-storage-class", name));
    assertThat(head()).hasHeader("x-amz-storage-class", name.equals("STANDARD") ? "" : name);
    assertThat(server.ok(server.call("GET", "/" + bucket)).xml().texts("Contents", "StorageClass"))
        .containsExactly(name);
  }

  @Test
  void aStorageClassThatIsNoneIsInvalid() {
    assertThat(server.signed(put().header("x-amz-storage-class", "COLD")))
        .isError(400, "InvalidStorageClass")
        .hasFields("StorageClassRequested", "COLD");
  }

  // 71, 72, 115
  @Test
  void theUsualHeadersAreThere() {
    Answer put = server.ok(put());
    assertThat(put).hasHeader("ETag", "\"9a0364b9e99bb480dd25e1f0284c8555\"");
    for (String method : List.of("GET", "HEAD")) {
      Answer answer = server.ok(server.call(method, "/" + bucket + "/key"));
      assertThat(answer)
          .hasHeader("ETag", "\"9a0364b9e99bb480dd25e1f0284c8555\"")
          .hasHeader("Content-Length", "7")
          .hasHeader("Accept-Ranges", "bytes")
          .hasHeader("Server", "Sluice");
      String date = "(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT";
      assertThat(answer.header("Last-Modified")).matches(date);
      assertThat(answer.header("Date")).matches(date);
      assertThat(answer.header("x-amz-request-id")).matches("[0-9A-Z]{16}");
      assertThat(answer.header("x-amz-id-2")).isNotEmpty();
    }
    assertThat(server.ok(server.call("GET", "/" + bucket)).xml().texts("Contents", "LastModified"))
        .allMatch(text -> text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\\.[0-9]{3}Z"));
  }

  // 69, 70
  @ParameterizedTest
  @CsvSource({
    "x-amz-server-side-encryption, AES256",
    "x-amz-server-side-encryption, aws:kms",
    "x-amz-server-side-encryption-customer-algorithm, AES256",
    "x-amz-object-lock-mode, COMPLIANCE",
    "x-amz-object-lock-retain-until-date, 2030-01-01T00:00:00Z",
    "x-amz-object-lock-legal-hold, ON",
    "x-amz-write-offset-bytes, 0"
  })
  void whatCannotBeKeptIsNotTakenSilently(String header, String value) {
    server.ok(server.put(bucket, "source", "x"));
    for (Call call :
        List.of(
            server.put(bucket, "unkept", "x"),
            server.call("POST", "/" + bucket + "/unkept?uploads"),
            server
                .call("PUT", "/" + bucket + "/unkept")
                .header("x-amz-copy-source", bucket + "/source"))) {
      assertThat(server.signed(call.header(header, value)))
          .isError(501, "NotImplemented")
          .hasFields("Header", header);
    }
    assertThat(server.signed(server.head(bucket, "unkept"))).hasStatus(404);
  }

  @ParameterizedTest
  @CsvSource({
    "x-amz-acl, public-read, 400", "x-amz-acl, private, 200",
    "x-amz-acl, bucket-owner-full-control, 200", "x-amz-grant-read, id=abc, 400",
    "x-amz-grant-full-control, id=abc, 400"
  })
  void accessControlListsAreNotSupported(String header, String value, int status) {
    Answer answer = server.signed(put().header(header, value));
    if (status == 200) {
      assertThat(answer).hasStatus(200);
    } else {
      assertThat(answer)
          .isError(400, "AccessControlListNotSupported")
          .hasMessage("The bucket does not allow ACLs")
          .hasFields();
    }
  }
}

package io.sluice.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.AwsChunked;
import io.sluice.gateway.client.Call;
import io.sluice.gateway.client.Connection;
import io.sluice.gateway.client.Digests;
import io.sluice.gateway.client.Encoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Sends garbage to every operation. Whatever comes, the answer is none that nobody foresaw, is
 * well-formed, and comes; or the connection ends.
 */
class FuzzIT {
  @RegisterExtension static final RunningServer server = new RunningServer();

  /** For a longer run, {@code -Dfuzz.factor=}. */
  private static final int FACTOR = Integer.getInteger("fuzz.factor", 1);

  private static final Random random = new Random(Seed.choose());

  private static final String[] PARAMETERS = {
    "prefix",
    "delimiter",
    "marker",
    "max-keys",
    "encoding-type",
    "list-type",
    "start-after",
    "continuation-token",
    "fetch-owner",
    "versionId",
    "partNumber",
    "uploadId",
    "uploads",
    "key-marker",
    "upload-id-marker",
    "max-uploads",
    "max-parts",
    "part-number-marker",
    "max-buckets",
    "bucket-region",
    "response-content-type",
    "response-expires",
    "attributes",
    "delete",
    "policy",
    "location",
    "acl",
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-SignedHeaders",
    "X-Amz-Signature",
    "AWSAccessKeyId",
    "Signature",
    "Expires",
    "x"
  };

  private static final String[] HEADERS = {
    "Range",
    "If-Match",
    "If-None-Match",
    "If-Modified-Since",
    "If-Unmodified-Since",
    "x-amz-copy-source",
    "x-amz-copy-source-range",
    "x-amz-copy-source-if-match",
    "x-amz-copy-source-if-modified-since",
    "x-amz-metadata-directive",
    "Content-MD5",
    "Content-Type",
    "Content-Encoding",
    "Content-Language",
    "Cache-Control",
    "Expires",
    "x-amz-meta-a",
    "x-amz-meta-",
    "x-amz-storage-class",
    "x-amz-website-redirect-location",
    "x-amz-checksum-crc32",
    "x-amz-checksum-sha256",
    "x-amz-checksum-algorithm",
    "x-amz-checksum-type",
    "x-amz-checksum-mode",
    "x-amz-sdk-checksum-algorithm",
    "x-amz-trailer",
    "x-amz-decoded-content-length",
    "x-amz-content-sha256",
    "x-amz-object-attributes",
    "x-amz-max-parts",
    "x-amz-part-number-marker",
    "x-amz-mp-object-size",
    "x-amz-acl",
    "x-amz-grant-read",
    "x-amz-security-token",
    "x-amz-expected-bucket-owner",
    "x-amz-date",
    "Date",
    "Origin",
    "User-Agent",
    "Expect"
  };

  private static final String[] VALUES = {
    "",
    "0",
    "-1",
    "1",
    "10001",
    "2147483648",
    "9223372036854775807",
    "99999999999999999999",
    "-9223372036854775808",
    "x",
    "*",
    "\"\"",
    "\"",
    "null",
    "true",
    "url",
    "2",
    "%",
    "/",
    "//",
    "a/",
    "bytes=0-0",
    "bytes=-",
    "bytes=-0",
    "bytes=5-1",
    "bytes=0-99999999999999999999",
    "bytes=0-9223372036854775807",
    "COPY",
    "REPLACE",
    "CRC32",
    "CRC64NVME",
    "COMPOSITE",
    "FULL_OBJECT",
    "ETag",
    "ObjectParts,Checksum",
    "AAAAAA==",
    "=",
    "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    "UNSIGNED-PAYLOAD",
    "x-amz-checksum-crc32",
    "Thu, 01 Jan 1970 00:00:00 GMT",
    "Mon, 99 Foo 0000 99:99:99 GMT",
    "20261122T120000Z",
    "+999999999-12-31T23:59:59Z",
    "\u00e9\u00ff",
    "a\tb",
    "100-continue",
    "\"a\",\"b\"",
    ",",
    ";",
    "0123456789abcdef0123456789abcdef",
    "1",
    "?versionId=",
    "fuzzed/key",
    "/fuzzed/kept"
  };

  private static final String[] TOKENS = {
    "<",
    ">",
    "/",
    "\"",
    "'",
    "&",
    "&#0;",
    "&#xD800;",
    "&#x1F600;",
    "&lt;",
    "]]>",
    "<![CDATA[",
    "<!--",
    "-->",
    "<?",
    "?>",
    "<!DOCTYPE x [",
    "<Object>",
    "</Object>",
    "<Part>",
    "<Key>",
    "xmlns:a=\"b\"",
    "a:b",
    "\0",
    "\ufffe",
    "\u00ff",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\\u0000",
    "\\ud800",
    "1e999",
    "-",
    "null",
    "\r\n",
    "\r",
    "\n",
    " ",
    "\t",
    "0;chunk-signature=",
    ";",
    "ffffffffffffffff",
    "7fffffff",
    "-1",
    "HTTP/1.1",
    "Transfer-Encoding: chunked\r\n",
    "Content-Length: 5\r\n",
    "Host: x\r\n",
    "%",
    "%00",
    "%ff"
  };

  private String upload = "";

  @BeforeEach
  void makeObjects() {
    server.signed(server.call("PUT", "/fuzzed"));
    server.ok(server.put("fuzzed", "kept", "content"));
    server.ok(server.put("fuzzed", "key", "content"));
    upload = TestingUpload.begin(server, "fuzzed", "key").id();
  }

  @AfterEach
  void allIsWell() {
    assertThat(server.ok(server.get("fuzzed", "kept")).text()).isEqualTo("content");
    byte[] large = new byte[TestingServer.INLINE_LIMIT * 2];
    server.ok(server.put("fuzzed", "large", large));
    assertThat(server.ok(server.get("fuzzed", "large")).body()).isEqualTo(large);
  }

  /** One request for each operation. */
  private List<Call> every() {
    String object = "/fuzzed/key";
    String part = object + "?partNumber=1&uploadId=" + upload;
    return List.of(
        server.call("GET", "/"),
        server.call("GET", "/fuzzed"),
        server.call("GET", "/fuzzed?list-type=2"),
        server.call("GET", "/fuzzed?location"),
        server.call("GET", "/fuzzed?policy"),
        server.call("GET", "/fuzzed?uploads"),
        server.call("HEAD", "/fuzzed"),
        server.call("DELETE", "/fuzzed"),
        server.call("DELETE", "/fuzzed?policy"),
        server.call("OPTIONS", object),
        server.call("GET", object),
        server.call("HEAD", object),
        server.call("DELETE", object),
        server.call("GET", object + "?attributes").header("x-amz-object-attributes", "ObjectParts"),
        server.call("GET", object + "?uploadId=" + upload),
        server.call("DELETE", object + "?uploadId=0123456789abcdef0123456789abcdef"),
        server.call("POST", object + "?uploads"),
        server.call("PUT", object).header("x-amz-copy-source", "fuzzed/kept"),
        server.call("PUT", part).header("x-amz-copy-source", "fuzzed/kept"),
        server.call("PUT", object).body("content"),
        server.call("PUT", part).body("content"),
        server.call("POST", "/fuzzed").body("--x--"));
  }

  private List<Call> withDocuments() {
    return List.of(
        server
            .call("PUT", "/fuzzed-too")
            .body(
                "<CreateBucketConfiguration xmlns=\"a\"><LocationConstraint>%s</LocationConstraint></CreateBucketConfiguration>"
                    .formatted(TestingServer.REGION)),
        server
            .call("PUT", "/fuzzed?policy")
            .body(
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":[\"s3:GetObject\"],\"Resource\":\"arn:aws:s3:::fuzzed/a*\",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"10.0.0.0/8\"},\"NumericLessThan\":{\"s3:max-keys\":\"10\"}}}]}"),
        server
            .call("POST", "/fuzzed?delete")
            .body(
                "<Delete xmlns=\"a\"><Quiet>false</Quiet><Object><Key>a&amp;b</Key><VersionId>null</VersionId></Object><Object><Key>c</Key><ETag>\"x\"</ETag></Object></Delete>"),
        server
            .call("POST", "/fuzzed/key?uploadId=" + upload)
            .body(
                "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"9a0364b9e99bb480dd25e1f0284c8555\"</ETag><ChecksumCRC32>AAAAAA==</ChecksumCRC32></Part><Part><PartNumber>2</PartNumber><ETag>x</ETag></Part></CompleteMultipartUpload>"));
  }

  private static <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private static String any(String[] list) {
    return list[random.nextInt(list.length)];
  }

  // ---- documents

  @Test
  void documents() throws IOException {
    for (int i = 0; i < 300 * FACTOR; i++) {
      Call call = any(withDocuments());
      byte[] body = mutated(call.body());
      check(server.root().sign(call.body(body).header("Content-MD5", Digests.md5(body))));
    }
  }

  @Test
  void documentsThatAreDeepOrWide() throws IOException {
    for (String document :
        List.of(
            "<a>".repeat(100_000),
            "<Delete>" + "<Object>".repeat(50_000),
            "<Delete>" + "<Object/>".repeat(110_000) + "</Delete>",
            "<Delete " + "a=\"b\" ".repeat(1_000) + "/>",
            "[".repeat(80_000),
            "{\"Statement\":".repeat(6_000),
            "<Delete><Object><Key>" + "k".repeat(900_000) + "</Key></Object></Delete>",
            "<!--" + "-".repeat(100_000),
            "<?xml version=\"1.1\" encoding=\"UTF-7\"?><Delete/>")) {
      for (Call call : withDocuments()) {
        byte[] body = document.getBytes(UTF_8);
        check(server.root().sign(call.body(body).header("Content-MD5", Digests.md5(body))));
      }
    }
  }

  // ---- queries and headers

  @Test
  void queries() throws IOException {
    for (int i = 0; i < 400 * FACTOR; i++) {
      Call call = any(random.nextInt(5) == 0 ? withDocuments() : every());
      for (int n = random.nextInt(1, 4); n > 0; n--) {
        String name = any(PARAMETERS);
        call = call.query(random.nextInt(8) == 0 ? name : name + "=" + value());
      }
      check(server.root().sign(call));
    }
  }

  /** Encoded, so that it can be signed; but not always text. */
  private static String value() {
    return switch (random.nextInt(4)) {
      case 0 -> "%" + "%02X".formatted(random.nextInt(256));
      case 1 -> Encoding.query(any(TOKENS));
      default -> Encoding.query(any(VALUES));
    };
  }

  @Test
  void headers() throws IOException {
    for (int i = 0; i < 400 * FACTOR; i++) {
      Call call = any(random.nextInt(5) == 0 ? withDocuments() : every());
      for (int n = random.nextInt(1, 4); n > 0; n--) {
        String name = any(HEADERS);
        String value = any(VALUES);
        call = random.nextBoolean() ? call.header(name, value) : call.replace(name, value);
      }
      check(server.root().sign(call));
    }
  }

  // ---- bytes

  @Test
  void heads() throws IOException {
    for (int i = 0; i < 300 * FACTOR; i++) {
      Call call = server.root().sign(any(random.nextInt(4) == 0 ? withDocuments() : every()));
      check(call.method(), joined(mutated(call.head()), call.body()));
    }
  }

  @Test
  void noise() throws IOException {
    for (int i = 0; i < 50 * FACTOR; i++) {
      byte[] bytes = new byte[random.nextInt(1, 2_000)];
      random.nextBytes(bytes);
      check("GET", bytes);
    }
  }

  @Test
  void chunks() throws IOException {
    byte[] content = new byte[20_000];
    for (int i = 0; i < 150 * FACTOR; i++) {
      Call put =
          any(
              List.of(
                  server.call("PUT", "/fuzzed/key"),
                  server.call("PUT", "/fuzzed/key?partNumber=2&uploadId=" + upload)));
      AwsChunked chunked = AwsChunked.of(content, 8192).tampered(FuzzIT::mutated);
      if (random.nextBoolean()) {
        chunked = chunked.trailer("x-amz-checksum-crc32", Digests.checksum("CRC32", content));
      }
      Call call =
          random.nextBoolean()
              ? chunked.signed(server.root(), put)
              : server.root().sign(chunked.unsigned(put));
      check("PUT", joined(call.head(), call.body()));
    }
  }

  @Test
  void framing() throws IOException {
    for (int i = 0; i < 100 * FACTOR; i++) {
      Call call =
          server
              .root()
              .sign(
                  server
                      .call("PUT", "/fuzzed/key")
                      .header("x-amz-content-sha256", "UNSIGNED-PAYLOAD")
                      .header("x-amz-decoded-content-length", "14")
                      .header("Transfer-Encoding", "chunked"));
      byte[] body = "7\r\ncontent\r\n7;a=b\r\ncontent\r\n0\r\na: b\r\n\r\n".getBytes(ISO_8859_1);
      check("PUT", joined(call.head(), mutated(body)));
    }
  }

  private static byte[] joined(byte[] head, byte[] body) {
    byte[] all = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }

  private static byte[] mutated(byte[] original) {
    List<Byte> bytes = new ArrayList<>();
    for (byte b : original) {
      bytes.add(b);
    }
    for (int n = random.nextInt(1, 5); n > 0; n--) {
      int at = random.nextInt(bytes.size() + 1);
      int end = Math.min(bytes.size(), at + random.nextInt(1, 20));
      switch (random.nextInt(7)) {
        case 0 -> bytes.subList(at, bytes.size()).clear();
        case 1 -> bytes.subList(at, end).clear();
        case 2 -> bytes.addAll(at, new ArrayList<>(bytes.subList(at, end)));
        case 3 -> bytes.add(at, (byte) random.nextInt(256));
        case 4 -> {
          if (at < bytes.size()) {
            bytes.set(at, (byte) random.nextInt(256));
          }
        }
        default -> {
          byte[] token = any(TOKENS).getBytes(UTF_8);
          for (int i = 0; i < token.length; i++) {
            bytes.add(at + i, token[i]);
          }
        }
      }
    }
    ByteArrayOutputStream mutated = new ByteArrayOutputStream();
    bytes.forEach(mutated::write);
    return mutated.toByteArray();
  }

  // ---- what comes back

  private static void check(Call call) throws IOException {
    check(call.method(), joined(call.head(), call.body()));
  }

  /** Nothing is sent behind these bytes, so there is nothing to wait for. */
  private static void check(String method, byte[] bytes) throws IOException {
    try (Connection connection = server.connect()) {
      Optional<Answer> answer = Optional.empty();
      try {
        connection.send(bytes);
        connection.endOutput();
        answer = Optional.of(connection.answer(method));
      } catch (SocketTimeoutException e) {
        throw new AssertionError("no answer to " + shown(bytes), e);
      } catch (IOException e) {
        // the server may end a connection on which nothing is asked
      }
      answer.ifPresent(given -> check(given, bytes));
    }
  }

  private static void check(Answer answer, byte[] bytes) {
    assertThat(answer.status())
        .as(() -> shown(bytes) + "\n" + answer.text())
        .isBetween(200, 599)
        .isNotIn(500, 502, 503, 504, 507);
    if (answer.header("Content-Type").equals("application/xml") && answer.body().length > 0) {
      assertThat(answer.xml().name()).as(() -> shown(bytes)).isNotEmpty();
      assertThat(answer.text()).as(() -> shown(bytes)).doesNotContain("InternalError");
    }
  }

  private static String shown(byte[] bytes) {
    String text = new String(bytes, ISO_8859_1);
    return text.substring(0, Math.min(text.length(), 3_000));
  }
}

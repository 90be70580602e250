package io.sluice.gateway.op;

import static io.sluice.gateway.client.AnswerAssert.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.RunningServer;
import io.sluice.gateway.TestingUpload;
import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.Call;
import io.sluice.gateway.client.Digests;
import io.sluice.gateway.client.Xml;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of an object without its bytes. */
class GetObjectAttributesIT {
  @RegisterExtension static final RunningServer server = new RunningServer();

  private static final byte[] CONTENT = "content".getBytes(UTF_8);
  private static final byte[] LAST = "last".getBytes(UTF_8);

  private static String bucket = "";

  @BeforeAll
  static void makeObjects() {
    bucket = server.newBucket();
    server.ok(server.put(bucket, "key", CONTENT).header("x-amz-storage-class", "STANDARD_IA"));
    TestingUpload upload =
        TestingUpload.begin(server, bucket, "in-parts", "x-amz-checksum-algorithm", "CRC32");
    for (int number : new int[] {2, 5, 9}) {
      byte[] body = number == 9 ? LAST : new byte[TestingUpload.PART];
      Answer part = server.ok(upload.partCall(number, body));
      upload.name(
          number, part.header("ETag"), "ChecksumCRC32", part.header("x-amz-checksum-crc32"));
    }
    upload.complete();
  }

  private static Call attributes(String key, String wanted) {
    return server
        .call("GET", RunningServer.path(bucket, key) + "?attributes")
        .header("x-amz-object-attributes", wanted);
  }

  // 73
  @ParameterizedTest
  @CsvSource({
    "ETag, 9a0364b9e99bb480dd25e1f0284c8555",
    "ObjectSize, 7",
    "StorageClass, STANDARD_IA"
  })
  void whatIsAskedForIsToldAndNothingElse(String attribute, String value) {
    Answer answer = server.signed(attributes("key", attribute));
    assertThat(answer).hasStatus(200).hasHeader("Content-Type", "application/xml");
    assertThat(answer.header("Last-Modified"))
        .isEqualTo(server.ok(server.head(bucket, "key")).header("Last-Modified"));
    assertThat(answer.xml().name()).isEqualTo("GetObjectAttributesResponse");
    assertThat(answer.xml().children()).hasSize(1);
    assertThat(answer.xml().text(attribute)).isEqualTo(value);
  }

  @Test
  void severalAttributesAreToldTogether() {
    Xml xml =
        server
            .ok(
                attributes("key", "ETag, Checksum,ObjectParts")
                    .header("x-amz-object-attributes", "ObjectSize"))
            .xml();
    // it has no parts
    assertThat(xml.children().stream().map(Xml::name))
        .containsExactly("ETag", "Checksum", "ObjectSize");
    assertThat(xml.child("Checksum").text("ChecksumCRC64NVME"))
        .isEqualTo(Digests.checksum("CRC64NVME", CONTENT));
    assertThat(xml.child("Checksum").text("ChecksumType")).isEqualTo("FULL_OBJECT");
  }

  // 73
  @Test
  void withoutAnAttributeTheRequestIsInvalid() {
    Call none = server.call("GET", "/" + bucket + "/key?attributes");
    assertThat(server.signed(none)).isError(400, "InvalidArgument");
    assertThat(server.signed(none.header("x-amz-object-attributes", "")))
        .isError(400, "InvalidArgument");
  }

  // 73
  @ParameterizedTest
  @ValueSource(strings = {"Etag", "Size", "ETag,Other", "ETag;ObjectSize"})
  void anAttributeThatIsNoneIsInvalid(String wanted) {
    assertThat(server.signed(attributes("key", wanted)))
        .isError(400, "InvalidArgument")
        .hasMessage("Invalid attribute name specified.")
        .hasFields("ArgumentName", "x-amz-object-attributes", "ArgumentValue", wanted);
  }

  @Test
  void whatIsMissingHasNoAttributes() {
    assertThat(server.signed(attributes("missing", "ETag")))
        .isError(404, "NoSuchKey")
        .hasFields("Key", "missing");
    assertThat(server.signed(attributes("key", "ETag").query("versionId=x")))
        .isError(400, "InvalidArgument");
  }

  @Test
  void anObjectInPartsTellsThem() {
    Xml xml = server.ok(attributes("in-parts", "ObjectParts,Checksum,ETag,ObjectSize")).xml();
    assertThat(xml.text("ETag")).matches("[0-9a-f]{32}-3");
    assertThat(xml.text("ObjectSize")).isEqualTo(Integer.toString(2 * TestingUpload.PART + 4));
    assertThat(xml.child("Checksum").text("ChecksumCRC32")).endsWith("-3");
    assertThat(xml.child("Checksum").text("ChecksumType")).isEqualTo("COMPOSITE");
    Xml parts = xml.child("ObjectParts");
    assertThat(parts.text("PartsCount")).isEqualTo("3");
    assertThat(parts.text("MaxParts")).isEqualTo("1000");
    assertThat(parts.text("IsTruncated")).isEqualTo("false");
    assertThat(parts.texts("Part", "PartNumber")).containsExactly("2", "5", "9");
    assertThat(parts.texts("Part", "Size"))
        .containsExactly("" + TestingUpload.PART, "" + TestingUpload.PART, "4");
    assertThat(parts.texts("Part", "ChecksumCRC32").getLast())
        .isEqualTo(Digests.checksum("CRC32", LAST));
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', '2,5,9', 0, 9, false",
    "2, '', '2,5', 0, 5, true",
    "2, 5, '9', 5, 9, false",
    "1, 2, '5', 2, 5, true",
    "3, '', '2,5,9', 0, 9, false",
    "5000, 0, '2,5,9', 0, 9, false",
    "2, 4, '5,9', 4, 9, false",
    "2, 9, '', 9, 9, false",
    "2, 99999, '', 99999, 99999, false"
  })
  void partsAreToldInPages(
      String max, String marker, String numbers, String from, String next, String truncated) {
    Call call = attributes("in-parts", "ObjectParts");
    call = max.isEmpty() ? call : call.header("x-amz-max-parts", max);
    call = marker.isEmpty() ? call : call.header("x-amz-part-number-marker", marker);
    Xml parts = server.ok(call).xml().child("ObjectParts");
    assertThat(String.join(",", parts.texts("Part", "PartNumber"))).isEqualTo(numbers);
    assertThat(parts.text("PartsCount")).isEqualTo("3");
    assertThat(parts.text("PartNumberMarker")).isEqualTo(from);
    assertThat(parts.text("NextPartNumberMarker")).isEqualTo(next);
    assertThat(parts.text("IsTruncated")).isEqualTo(truncated);
  }

  @ParameterizedTest
  @CsvSource({"x-amz-max-parts, -1", "x-amz-max-parts, x", "x-amz-part-number-marker, -1"})
  void aPageThatIsNoneIsInvalid(String header, String value) {
    assertThat(server.signed(attributes("in-parts", "ObjectParts").header(header, value)))
        .isError(400, "InvalidArgument")
        .hasFields("ArgumentName", header.replace("x-amz-", ""), "ArgumentValue", value);
  }

  @Test
  void aCopyHasThePartsOfItsSource() {
    server.ok(
        server
            .call("PUT", "/" + bucket + "/copy")
            .header("x-amz-copy-source", bucket + "/in-parts"));
    assertThat(
            List.of(
                server.ok(attributes("copy", "ObjectParts")).xml().child("ObjectParts"),
                server.ok(attributes("in-parts", "ObjectParts")).xml().child("ObjectParts")))
        .extracting(parts -> parts.texts("Part", "PartNumber"))
        .containsOnly(List.of("2", "5", "9"));
  }
}

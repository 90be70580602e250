package io.sluice.gateway.op;

import static io.sluice.gateway.client.AnswerAssert.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.RunningServer;
import io.sluice.gateway.TestingUpload;
import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.Digests;
import io.sluice.gateway.client.Xml;
import io.sluice.manager.record.Keys;
import io.sluice.manager.record.PartRecord;
import io.sluice.manager.record.UploadId;
import io.sluice.protocol.PartInfo;
import io.sluice.store.Bytes;
import io.sluice.store.MetadataStore;
import io.sluice.store.Transaction;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists of the parts of an upload (row 96 of the sheet). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListPartsIT {
  @RegisterExtension static final RunningServer server = new RunningServer();

  private static final byte[] BODY = "body".getBytes(UTF_8);

  private String bucket = "";
  private TestingUpload upload;

  @BeforeAll
  void makeUpload() {
    bucket = server.newBucket();
    upload =
        TestingUpload.begin(
            server,
            bucket,
            "a key",
            "x-amz-checksum-algorithm",
            "SHA1",
            "x-amz-storage-class",
            "STANDARD_IA");
    for (int number : new int[] {10_000, 3, 1, 700}) {
      server.ok(upload.partCall(number, BODY));
    }
  }

  @Test
  void partsAreListedAsTheyAre() {
    Answer answer = server.signed(upload.call("GET", ""));
    assertThat(answer).hasStatus(200).hasHeader("Content-Type", "application/xml");
    Xml list = answer.xml();
    assertThat(list.name()).isEqualTo("ListPartsResult");
    assertThat(list.text("Bucket")).isEqualTo(bucket);
    assertThat(list.text("Key")).isEqualTo("a key");
    assertThat(list.text("UploadId")).isEqualTo(upload.id());
    assertThat(list.text("StorageClass")).isEqualTo("STANDARD_IA");
    assertThat(list.text("ChecksumAlgorithm")).isEqualTo("SHA1");
    assertThat(list.text("ChecksumType")).isEqualTo("COMPOSITE");
    assertThat(list.child("Initiator").text("ID")).isNotEmpty();
    assertThat(list.child("Owner").text("ID")).isNotEmpty();
    assertThat(list.text("MaxParts")).isEqualTo("1000");
    Xml part = list.child("Part");
    assertThat(part.text("PartNumber")).isEqualTo("1");
    assertThat(part.text("ETag")).isEqualTo(Digests.etag(BODY));
    assertThat(part.text("Size")).isEqualTo("4");
    assertThat(part.text("ChecksumSHA1")).isEqualTo(Digests.checksum("SHA1", BODY));
    assertThat(part.text("LastModified"))
        .matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\\.[0-9]{3}Z");
  }

  // 96
  @ParameterizedTest
  @CsvSource({
    "'', '1,3,700,10000', 0, 10000, 1000, false",
    "max-parts=4, '1,3,700,10000', 0, 10000, 4, false",
    "max-parts=3, '1,3,700', 0, 700, 3, true",
    "max-parts=1&part-number-marker=1, '3', 1, 3, 1, true",
    "part-number-marker=2, '3,700,10000', 2, 10000, 1000, false",
    "part-number-marker=700, '10000', 700, 10000, 1000, false",
    "part-number-marker=10000, '', 10000, 10000, 1000, false",
    "part-number-marker=2147483647, '', 2147483647, 2147483647, 1000, false",
    "part-number-marker=, '1,3,700,10000', 0, 10000, 1000, false",
    "max-parts=0, '', 0, 0, 0, false",
    "max-parts=1001, '1,3,700,10000', 0, 10000, 1000, false"
  })
  void partsAreListedInPages(
      String parameters, String numbers, String from, String next, String most, String truncated) {
    Xml list = server.ok(upload.call("GET", parameters + "&")).xml();
    assertThat(String.join(",", list.texts("Part", "PartNumber"))).isEqualTo(numbers);
    assertThat(list.text("PartNumberMarker")).isEqualTo(from);
    assertThat(list.text("NextPartNumberMarker")).isEqualTo(next);
    assertThat(list.text("MaxParts")).isEqualTo(most);
    assertThat(list.text("IsTruncated")).isEqualTo(truncated);
  }

  // 96
  @ParameterizedTest
  @CsvSource({
    "max-parts, -1",
    "max-parts, x",
    "max-parts, 2147483648",
    "part-number-marker, -1",
    "part-number-marker, x"
  })
  void aPageThatIsNoneIsInvalid(String name, String value) {
    assertThat(server.signed(upload.call("GET", "%s=%s&".formatted(name, value))))
        .isError(400, "InvalidArgument")
        .hasFields("ArgumentName", name, "ArgumentValue", value);
  }

  // 96
  @Test
  void aPageHasAThousandPartsAtMost() throws IOException {
    TestingUpload many = TestingUpload.begin(server, bucket, "many");
    server.ok(many.partCall(1, BODY));
    MetadataStore store = server.server().store();
    UploadId id = UploadId.parse(many.id()).orElseThrow();
    PartRecord part =
        PartRecord.parseFrom(store.get(Keys.part(id, 1)).orElseThrow().value().unsafeArray());
    for (int number = 2; number <= 1001; number++) {
      PartInfo info = part.getInfo().toBuilder().setNumber(number).build();
      Bytes record = Bytes.wrap(part.toBuilder().setInfo(info).build().toByteArray());
      store.commit(Transaction.builder().put(Keys.part(id, number), record).build());
    }
    Xml first = server.ok(many.call("GET", "max-parts=5000&")).xml();
    assertThat(first.all("Part")).hasSize(1000);
    assertThat(first.text("MaxParts")).isEqualTo("1000");
    assertThat(first.text("IsTruncated")).isEqualTo("true");
    assertThat(first.text("NextPartNumberMarker")).isEqualTo("1000");
    Xml second = server.ok(many.call("GET", "part-number-marker=1000&")).xml();
    assertThat(second.texts("Part", "PartNumber")).isEqualTo(List.of("1001"));
    assertThat(second.text("IsTruncated")).isEqualTo("false");
  }
}

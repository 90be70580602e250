package io.sluice.gateway.op;

import static io.sluice.gateway.client.AnswerAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.RunningServer;
import io.sluice.gateway.TestingUpload;
import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.Encoding;
import io.sluice.gateway.client.Xml;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of the uploads under way (row 96 of the sheet). */
class ListMultipartUploadsIT {
  @RegisterExtension static final RunningServer server = new RunningServer();

  /** An upload as a list shows it. */
  private record Listed(String key, String id) {}

  private final String bucket = server.newBucket();

  private Listed begin(String key) {
    return new Listed(key, TestingUpload.begin(server, bucket, key).id());
  }

  private Answer answer(String parameters) {
    return server.signed(server.call("GET", "/" + bucket + "?uploads&" + parameters));
  }

  private Xml list(String parameters) {
    Answer answer = answer(parameters);
    assertThat(answer).hasStatus(200);
    return answer.xml();
  }

  private static List<Listed> uploads(Xml list) {
    return list.all("Upload").stream()
        .map(upload -> new Listed(upload.text("Key"), upload.text("UploadId")))
        .toList();
  }

  private static List<String> prefixes(Xml list) {
    return list.texts("CommonPrefixes", "Prefix");
  }

  @Test
  void anUploadIsListedAsItIs() {
    TestingUpload upload =
        TestingUpload.begin(
            server,
            bucket,
            "key",
            "x-amz-checksum-algorithm",
            "CRC32",
            "x-amz-storage-class",
            "STANDARD_IA");
    Xml list = list("");
    assertThat(list.name()).isEqualTo("ListMultipartUploadsResult");
    assertThat(list.text("Bucket")).isEqualTo(bucket);
    assertThat(list.text("KeyMarker")).isEmpty();
    assertThat(list.text("UploadIdMarker")).isEmpty();
    assertThat(list.text("Prefix")).isEmpty();
    assertThat(list.text("MaxUploads")).isEqualTo("1000");
    assertThat(list.text("IsTruncated")).isEqualTo("false");
    assertThat(list.has("NextKeyMarker")).isFalse();
    assertThat(list.has("Delimiter")).isFalse();
    Xml one = list.child("Upload");
    assertThat(one.text("Key")).isEqualTo("key");
    assertThat(one.text("UploadId")).isEqualTo(upload.id());
    assertThat(one.child("Initiator").text("ID")).isNotEmpty();
    assertThat(one.child("Owner").text("ID")).isNotEmpty();
    assertThat(one.text("StorageClass")).isEqualTo("STANDARD_IA");
    assertThat(one.text("ChecksumAlgorithm")).isEqualTo("CRC32");
    assertThat(one.text("ChecksumType")).isEqualTo("COMPOSITE");
    assertThat(one.text("Initiated")).matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\\.[0-9]{3}Z");
  }

  // 96, 74
  @Test
  void uploadsStandInTheOrderOfTheirKeys() {
    for (String key : List.of("\ud83d\ude00", "b", "\uff5e", "a/b", "a", "a!")) {
      begin(key);
    }
    assertThat(list("").texts("Upload", "Key"))
        .containsExactly("a", "a!", "a/b", "b", "\uff5e", "\ud83d\ude00");
  }

  // 96
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 6, 7})
  void pagesComeByEveryUploadOnce(int most) {
    List<Listed> begun = new ArrayList<>();
    for (String key : List.of("a", "a", "a", "a/", "b", "b")) {
      begun.add(begin(key));
    }
    List<Listed> found = new ArrayList<>();
    String markers = "";
    boolean more = true;
    while (more) {
      Xml page = list("max-uploads=" + most + markers);
      found.addAll(uploads(page));
      more = Boolean.parseBoolean(page.text("IsTruncated"));
      assertThat(page.has("NextKeyMarker")).isEqualTo(more);
      if (more) {
        assertThat(page.all("Upload")).hasSize(most);
        markers =
            "&key-marker=%s&upload-id-marker=%s"
                .formatted(
                    Encoding.query(page.text("NextKeyMarker")), page.text("NextUploadIdMarker"));
      }
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(begun).doesNotHaveDuplicates();
    assertThat(found.stream().map(Listed::key)).isSorted();
  }

  // 96
  @Test
  void aKeyMarkerAloneIsBehindAllUploadsOfTheKey() {
    begin("a");
    begin("a");
    Listed b = begin("b");
    assertThat(uploads(list("key-marker=a"))).containsExactly(b);
    assertThat(uploads(list("key-marker=a&upload-id-marker="))).containsExactly(b);
    assertThat(uploads(list("key-marker=aa"))).containsExactly(b);
    assertThat(uploads(list("key-marker=b"))).isEmpty();
  }

  // 96
  @Test
  void anUploadIdMarkerMeansNothingWithoutTheKey() {
    Listed a = begin("a");
    Listed b = begin("b");
    for (String marker : List.of(a.id(), b.id(), "x")) {
      Xml list = list("upload-id-marker=" + marker);
      assertThat(uploads(list)).containsExactly(a, b);
      assertThat(list.text("UploadIdMarker")).isEmpty();
    }
  }

  // 96
  @Test
  void aListGoesOnBehindAnUploadThatHasEnded() {
    begin("a");
    begin("a");
    Listed b = begin("b");
    List<Listed> all = uploads(list(""));
    server.ok(server.call("DELETE", "/%s/a?uploadId=%s".formatted(bucket, all.get(0).id())));
    assertThat(uploads(list("key-marker=a&upload-id-marker=" + all.get(0).id())))
        .containsExactly(all.get(1), b);
  }

  // 96
  @Test
  void groupsAreFoldedAndCounted() {
    begin("a/1");
    begin("a/2");
    Listed b = begin("b");
    begin("c/1");
    Listed d = begin("d");
    Xml all = list("delimiter=/");
    assertThat(all.text("Delimiter")).isEqualTo("/");
    assertThat(prefixes(all)).containsExactly("a/", "c/");
    assertThat(uploads(all)).containsExactly(b, d);
    assertThat(all.text("IsTruncated")).isEqualTo("false");

    Xml first = list("delimiter=/&max-uploads=1");
    assertThat(prefixes(first)).containsExactly("a/");
    assertThat(uploads(first)).isEmpty();
    assertThat(first.text("IsTruncated")).isEqualTo("true");
    assertThat(first.text("NextKeyMarker")).isEqualTo("a/");
    Xml rest = list("delimiter=/&max-uploads=3&key-marker=a/&upload-id-marker=");
    assertThat(prefixes(rest)).containsExactly("c/");
    assertThat(uploads(rest)).containsExactly(b, d);
    assertThat(rest.text("KeyMarker")).isEqualTo("a/");
    assertThat(rest.text("IsTruncated")).isEqualTo("false");
  }

  // 96
  @ParameterizedTest
  @CsvSource({
    "prefix=a/, 'a/1,a/b/2', ''",
    "prefix=a/&delimiter=/, 'a/1', 'a/b/'",
    "prefix=x, '', ''",
    "prefix=b, 'b', ''",
    "prefix=a/b&delimiter=/, '', 'a/b/'"
  })
  void uploadsAreListedByPrefix(String parameters, String keys, String prefixes) {
    begin("a/1");
    begin("a/b/2");
    begin("b");
    Xml list = list(parameters);
    assertThat(String.join(",", list.texts("Upload", "Key"))).isEqualTo(keys);
    assertThat(String.join(",", prefixes(list))).isEqualTo(prefixes);
  }

  // 96, 80
  @Test
  void namesAreUrlEncodedWhereThatIsAskedFor() {
    begin("p q/\u0001");
    begin("p q/b%/c");
    begin("p q/z");
    Xml list =
        list("encoding-type=url&prefix=p%20q/&delimiter=%25%2F&key-marker=p%20p&max-uploads=2");
    assertThat(list.text("EncodingType")).isEqualTo("url");
    assertThat(list.text("Prefix")).isEqualTo("p%20q/");
    assertThat(list.text("Delimiter")).isEqualTo("%25/");
    assertThat(list.text("KeyMarker")).isEqualTo("p%20p");
    assertThat(list.text("NextKeyMarker")).isEqualTo("p%20q/b%25/");
    assertThat(list.texts("Upload", "Key")).containsExactly("p%20q/%01");
    assertThat(prefixes(list)).containsExactly("p%20q/b%25/");
    assertThat(answer("encoding-type=x"))
        .isError(400, "InvalidArgument")
        .hasFields("ArgumentName", "encoding-type", "ArgumentValue", "x");
  }

  // 96
  @Test
  void ofNoUploadsTheListIsEmptyAndEnds() {
    begin("a");
    Xml list = list("max-uploads=0");
    assertThat(uploads(list)).isEmpty();
    assertThat(list.text("MaxUploads")).isEqualTo("0");
    assertThat(list.text("IsTruncated")).isEqualTo("false");
    assertThat(list("max-uploads=1001").text("MaxUploads")).isEqualTo("1000");
  }

  // 96
  @ParameterizedTest
  @ValueSource(strings = {"-1", "x", "2147483648"})
  void aNumberOfUploadsThatIsNoneIsInvalid(String most) {
    assertThat(answer("max-uploads=" + most))
        .isError(400, "InvalidArgument")
        .hasFields("ArgumentName", "max-uploads", "ArgumentValue", most);
  }

  @Test
  void whatHasEndedIsNotListed() {
    TestingUpload upload = TestingUpload.begin(server, bucket, "a");
    upload.part(1, new byte[1]);
    upload.complete();
    assertThat(list("").has("Upload")).isFalse();
    assertThat(server.signed(server.call("GET", "/no-such-bucket?uploads")))
        .isError(404, "NoSuchBucket");
  }
}

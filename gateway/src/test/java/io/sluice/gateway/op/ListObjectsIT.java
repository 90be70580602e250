package io.sluice.gateway.op;

import static io.sluice.gateway.client.AnswerAssert.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.sluice.gateway.RunningServer;
import io.sluice.gateway.TestingUpload;
import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.Encoding;
import io.sluice.gateway.client.Xml;
import io.sluice.manager.record.Keys;
import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Transaction;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of objects, in both versions. */
class ListObjectsIT {
  @RegisterExtension static final RunningServer server = new RunningServer();

  private static String bucketOf(String... keys) {
    String bucket = server.newBucket();
    for (String key : keys) {
      server.ok(server.put(bucket, key, ""));
    }
    return bucket;
  }

  private static Answer list(String bucket, String parameters) {
    return server.signed(server.call("GET", "/" + bucket + "?" + parameters));
  }

  /** Version 1. */
  private static Xml one(String bucket, String parameters) {
    Answer answer = list(bucket, parameters);
    assertThat(answer).hasStatus(200);
    return answer.xml();
  }

  private static Xml two(String bucket, String parameters) {
    return one(bucket, "list-type=2&" + parameters);
  }

  private static List<String> keys(Xml list) {
    return list.texts("Contents", "Key");
  }

  private static List<String> prefixes(Xml list) {
    return list.texts("CommonPrefixes", "Prefix");
  }

  private static void assertTruncated(Xml list, boolean truncated) {
    assertThat(list.text("IsTruncated")).isEqualTo(Boolean.toString(truncated));
    assertThat(list.has("NextContinuationToken")).isEqualTo(truncated);
  }

  @Test
  void anObjectIsListedAsItIs() {
    String bucket = server.newBucket();
    server.ok(server.put(bucket, "key", "content"));
    for (String version : List.of("", "list-type=2")) {
      Answer answer = list(bucket, version);
      assertThat(answer).hasStatus(200).hasHeader("Content-Type", "application/xml");
      Xml list = answer.xml();
      assertThat(list.name()).isEqualTo("ListBucketResult");
      assertThat(list.namespace()).isEqualTo("http://s3.amazonaws.com/doc/2006-03-01/");
      assertThat(list.text("Name")).isEqualTo(bucket);
      assertThat(list.text("Prefix")).isEmpty();
      assertThat(list.text("MaxKeys")).isEqualTo("1000");
      assertThat(list.has("Delimiter")).isFalse();
      assertThat(list.has("EncodingType")).isFalse();
      Xml object = list.child("Contents");
      assertThat(object.text("Key")).isEqualTo("key");
      assertThat(object.text("ETag")).isEqualTo("\"9a0364b9e99bb480dd25e1f0284c8555\"");
      assertThat(object.text("Size")).isEqualTo("7");
      assertThat(object.text("StorageClass")).isEqualTo("STANDARD");
      assertThat(object.text("ChecksumAlgorithm")).isEqualTo("CRC64NVME");
      assertThat(object.text("ChecksumType")).isEqualTo("FULL_OBJECT");
    }
  }

  // 74: in UTF-16 the last two would be the other way round
  @Test
  void keysStandInTheOrderOfTheirBytes() {
    String bucket = bucketOf("\ud83d\ude00", "b", "\uff5e", "B", "a/", "a", "\u00e9", "a!");
    assertThat(keys(two(bucket, "")))
        .containsExactly("B", "a", "a!", "a/", "b", "\u00e9", "\uff5e", "\ud83d\ude00");
    assertThat(keys(one(bucket, "marker=" + Encoding.query("\uff5e"))))
        .containsExactly("\ud83d\ude00");
    assertThat(keys(two(bucket, "start-after=" + Encoding.query("\ud83d\ude00")))).isEmpty();
  }

  // 75
  @Test
  void aPageCountsKeysAndCommonPrefixes() {
    String bucket = bucketOf("a/1", "a/2", "b", "c/1", "d", "e/1");
    Xml page = two(bucket, "delimiter=/&max-keys=3");
    assertThat(prefixes(page)).containsExactly("a/", "c/");
    assertThat(keys(page)).containsExactly("b");
    assertThat(page.text("KeyCount")).isEqualTo("3");
    assertThat(page.text("MaxKeys")).isEqualTo("3");
    assertTruncated(page, true);
    Xml rest = two(bucket, "delimiter=/&max-keys=3&" + token(page));
    assertThat(prefixes(rest)).containsExactly("e/");
    assertThat(keys(rest)).containsExactly("d");
    assertThat(rest.text("KeyCount")).isEqualTo("2");
    assertThat(rest.text("ContinuationToken")).isEqualTo(page.text("NextContinuationToken"));
    assertTruncated(rest, false);
  }

  private static String token(Xml page) {
    return "continuation-token=" + Encoding.query(page.text("NextContinuationToken"));
  }

  // 76
  @Test
  void aCommonPrefixStandsOnOnePageOnly() {
    String bucket = bucketOf("a/1", "a/2", "a/3", "b/1", "b/2");
    Xml first = two(bucket, "delimiter=/&max-keys=1");
    assertThat(prefixes(first)).containsExactly("a/");
    Xml second = two(bucket, "delimiter=/&max-keys=1&" + token(first));
    assertThat(prefixes(second)).containsExactly("b/");
    assertTruncated(second, false);
    // what comes into the group meanwhile does not bring it back
    server.ok(server.put(bucket, "a/9", ""));
    assertThat(prefixes(two(bucket, "delimiter=/&max-keys=1&" + token(first))))
        .containsExactly("b/");
  }

  // 77
  @ParameterizedTest
  @CsvSource({
    "start-after=a%2F1, 'a/,b/'", "start-after=a%2F2, 'a/,b/'", "start-after=a%2F3, 'b/'",
    "start-after=a, 'a/,b/'", "start-after=a%2E, 'a/,b/'", "start-after=b%2F0, 'b/'"
  })
  void whereItStartsInsideAGroupTheGroupIsListed(String start, String expected) {
    String bucket = bucketOf("a/1", "a/2", "a/3", "b/1");
    assertThat(String.join(",", prefixes(two(bucket, "delimiter=/&" + start)))).isEqualTo(expected);
    String marker = start.replace("start-after", "marker");
    assertThat(String.join(",", prefixes(one(bucket, "delimiter=/&" + marker))))
        .isEqualTo(expected);
  }

  // 78
  @Test
  void aTokenWinsOverAStart() {
    String bucket = bucketOf("a", "b", "c", "d");
    Xml first = two(bucket, "max-keys=1&start-after=a");
    assertThat(keys(first)).containsExactly("b");
    assertThat(first.text("StartAfter")).isEqualTo("a");
    Xml second = two(bucket, "start-after=a&" + token(first));
    assertThat(keys(second)).containsExactly("c", "d");
    assertThat(second.text("StartAfter")).isEqualTo("a");
    assertThat(keys(two(bucket, "start-after=d&" + token(first)))).containsExactly("c", "d");
  }

  // 78
  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1", "1!", "2YQ", "1_w", "b"})
  void aTokenThatIsNoneIsInvalid(String token) {
    String bucket = bucketOf("a");
    assertThat(list(bucket, "list-type=2&continuation-token=" + token))
        .isError(400, "InvalidArgument")
        .hasMessage("The continuation token provided is incorrect")
        .hasFields("ArgumentName", "continuation-token", "ArgumentValue", token);
  }

  // 79
  @Test
  void ofNoKeysTheListIsEmptyAndEnds() {
    String bucket = bucketOf("a", "b");
    for (Xml list : List.of(one(bucket, "max-keys=0"), two(bucket, "max-keys=0"))) {
      assertThat(keys(list)).isEmpty();
      assertThat(list.text("MaxKeys")).isEqualTo("0");
      assertTruncated(list, false);
    }
    assertThat(two(bucket, "max-keys=0").text("KeyCount")).isEqualTo("0");
  }

  // 79
  @Test
  void aPageHasAThousandKeysAtMost() {
    String bucket = server.newBucket();
    server.ok(server.put(bucket, "0000", ""));
    MetadataStore store = server.server().store();
    Bytes record = store.get(name(bucket, 0)).orElseThrow().value();
    for (int i = 1; i < 1001; i++) {
      store.commit(Transaction.builder().put(name(bucket, i), record).build());
    }
    for (String most : List.of("max-keys=1001", "max-keys=2147483647", "", "max-keys=")) {
      Xml page = two(bucket, most);
      assertThat(keys(page)).hasSize(1000);
      assertThat(page.text("MaxKeys")).isEqualTo("1000");
      assertTruncated(page, true);
      Xml rest = two(bucket, most + "&" + token(page));
      assertThat(keys(rest)).containsExactly("1000");
      assertTruncated(rest, false);
    }
  }

  private static Key name(String bucket, int number) {
    return Keys.object(bucket, ByteString.copyFromUtf8("%04d".formatted(number)));
  }

  // 79
  @ParameterizedTest
  @ValueSource(strings = {"-1", "-2147483649", "x", "1.5", "2147483648", "%20"})
  void aNumberOfKeysThatIsNoneIsInvalid(String most) {
    String bucket = bucketOf("a");
    for (String version : List.of("", "list-type=2&")) {
      assertThat(list(bucket, version + "max-keys=" + most))
          .isError(400, "InvalidArgument")
          .hasFields("ArgumentName", "max-keys", "ArgumentValue", most.replace("%20", " "));
    }
  }

  // 80
  @Test
  void namesAreUrlEncodedWhereThatIsAskedFor() {
    String bucket = bucketOf("p q/\u0001\u20ac", "p q/a+b%/c", "p q/z&");
    String parameters = "encoding-type=url&prefix=p%20q/&delimiter=%25%2F&max-keys=2&";
    Xml list = two(bucket, parameters + "start-after=p%20p");
    assertThat(list.text("EncodingType")).isEqualTo("url");
    assertThat(list.text("Prefix")).isEqualTo("p%20q/");
    assertThat(list.text("Delimiter")).isEqualTo("%25/");
    assertThat(list.text("StartAfter")).isEqualTo("p%20p");
    assertThat(keys(list)).containsExactly("p%20q/%01%E2%82%AC");
    assertThat(prefixes(list)).containsExactly("p%20q/a%2Bb%25/");
    Xml first = one(bucket, parameters + "marker=p%20p");
    assertThat(first.text("Marker")).isEqualTo("p%20p");
    assertThat(first.text("NextMarker")).isEqualTo("p%20q/a%2Bb%25/");
    assertThat(prefixes(first)).containsExactly("p%20q/a%2Bb%25/");
  }

  // 80
  @ParameterizedTest
  @ValueSource(strings = {"", "URL", "base64"})
  void anEncodingThatIsNoneIsInvalid(String type) {
    String bucket = bucketOf();
    for (String version : List.of("", "list-type=2&")) {
      assertThat(list(bucket, version + "encoding-type=" + type))
          .isError(400, "InvalidArgument")
          .hasMessage("Invalid Encoding Method specified in Request")
          .hasFields("ArgumentName", "encoding-type", "ArgumentValue", type);
    }
  }

  // 81
  @Test
  void onlyWithADelimiterVersionOneSaysWhereItGoesOn() {
    String bucket = bucketOf("a/1", "a/2", "b", "c");
    Xml folded = one(bucket, "delimiter=/&max-keys=1");
    assertThat(folded.text("IsTruncated")).isEqualTo("true");
    assertThat(folded.text("NextMarker")).isEqualTo("a/");
    assertThat(folded.text("Marker")).isEmpty();
    Xml rest = one(bucket, "delimiter=/&marker=a/");
    assertThat(prefixes(rest)).isEmpty();
    assertThat(keys(rest)).containsExactly("b", "c");
    assertThat(rest.text("Marker")).isEqualTo("a/");
    assertThat(rest.has("NextMarker")).isFalse();
    Xml flat = one(bucket, "max-keys=1");
    assertThat(flat.text("IsTruncated")).isEqualTo("true");
    assertThat(flat.has("NextMarker")).isFalse();
  }

  // 81
  @ParameterizedTest
  @CsvSource({"a, 'b,d'", "aa, 'b,d'", "b, d", "c, d", "d, ''", "zzz, ''", "'', 'a,b,d'"})
  void aMarkerNeedNotBeThere(String marker, String expected) {
    String bucket = bucketOf("a", "b", "d");
    assertThat(String.join(",", keys(one(bucket, "marker=" + marker)))).isEqualTo(expected);
    assertThat(String.join(",", keys(two(bucket, "start-after=" + marker)))).isEqualTo(expected);
  }

  // 82
  @ParameterizedTest
  @ValueSource(strings = {"/", "--", "%", " ", "\n", "a", "\u20ac", "\ud83d\ude00", "//", "%2F"})
  void aDelimiterIsAnyText(String delimiter) {
    String bucket = bucketOf("x" + delimiter + "1", "x" + delimiter + "2", "y");
    String parameters = "encoding-type=url&delimiter=" + Encoding.query(delimiter);
    for (Xml list : List.of(one(bucket, parameters), two(bucket, parameters))) {
      assertThat(list.text("Delimiter")).isEqualTo(Encoding.path(delimiter));
      assertThat(prefixes(list)).containsExactly(Encoding.path("x" + delimiter));
      assertThat(keys(list)).containsExactly("y");
    }
  }

  // 82
  @Test
  void anEmptyDelimiterIsNone() {
    String bucket = bucketOf("a/1", "b");
    for (String none : List.of("delimiter=", "delimiter")) {
      for (Xml list : List.of(one(bucket, none), two(bucket, none))) {
        assertThat(keys(list)).containsExactly("a/1", "b");
        assertThat(list.has("Delimiter")).isFalse();
      }
    }
  }

  // 82
  @ParameterizedTest
  @CsvSource({
    "a/, 'a/', 'a/b/'",
    "a/b, '', 'a/b/'",
    "a/b/, 'a/b/1', ''",
    "' ', ' s', ''",
    "x, '', ''",
    "A, '', ''",
    "'', ' s,f', 'a/'"
  })
  void aPrefixComesBeforeTheDelimiter(String prefix, String keys, String prefixes) {
    String bucket = bucketOf("a/", "a/b/1", " s", "f");
    for (String version : List.of("", "list-type=2&")) {
      Xml list = one(bucket, version + "delimiter=/&prefix=" + Encoding.query(prefix));
      assertThat(list.text("Prefix")).isEqualTo(prefix);
      assertThat(prefixes(list)).containsExactly(split(prefixes));
      assertThat(keys(list)).containsExactly(split(keys));
    }
  }

  private static String[] split(String names) {
    return names.isEmpty() ? new String[0] : names.split(",", -1);
  }

  // 83
  @Test
  void ownersAreToldInVersionOneAndWhereTheyAreAskedFor() {
    String bucket = bucketOf("a");
    for (Xml with : List.of(one(bucket, ""), two(bucket, "fetch-owner=true"))) {
      assertThat(with.child("Contents").child("Owner").text("ID")).isNotEmpty();
      assertThat(with.child("Contents").child("Owner").text("DisplayName")).isEqualTo("sluice");
    }
    for (String without : List.of("", "fetch-owner=false", "fetch-owner=")) {
      assertThat(two(bucket, without).child("Contents").has("Owner")).isFalse();
    }
  }

  // 84
  @Test
  void whatIsBeingUploadedIsNotListed() {
    String bucket = bucketOf("a");
    TestingUpload upload = TestingUpload.begin(server, bucket, "b");
    upload.part(1, "x".getBytes(UTF_8));
    assertThat(keys(two(bucket, ""))).containsExactly("a");
    upload.complete();
    assertThat(keys(two(bucket, ""))).containsExactly("a", "b");
  }

  // 86
  @Test
  void aPageThatFitsIsTheLast() {
    String bucket = bucketOf("a/1", "a/2", "b", "c/1");
    assertTruncated(two(bucket, "max-keys=4"), false);
    assertTruncated(two(bucket, "max-keys=3"), true);
    assertTruncated(two(bucket, "delimiter=/&max-keys=3"), false);
    assertTruncated(two(bucket, "delimiter=/&max-keys=2"), true);
    Xml one = one(bucket, "delimiter=/&max-keys=3");
    assertThat(one.text("IsTruncated")).isEqualTo("false");
    assertThat(one.has("NextMarker")).isFalse();
    // of the group that ends the page more is not counted
    assertTruncated(two(bucket, "delimiter=/&prefix=a&max-keys=1"), false);
  }

  @Test
  void aMissingBucketHasNoList() {
    for (String version : List.of("", "list-type=2")) {
      assertThat(list("no-such-bucket", version))
          .isError(404, "NoSuchBucket")
          .hasMessage("The specified bucket does not exist")
          .hasFields("BucketName", "no-such-bucket");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "1", "3", "two"})
  void aVersionThatIsNoneIsInvalid(String version) {
    assertThat(list(bucketOf(), "list-type=" + version))
        .isError(400, "InvalidArgument")
        .hasMessage("Invalid List Type specified in Request")
        .hasFields("ArgumentName", "list-type", "ArgumentValue", version);
  }
}

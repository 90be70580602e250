package io.sluice.manager.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.sluice.protocol.Blob;
import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.Table;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KeysTest {
  private static final UploadId FIRST = new UploadId(1, 2);
  private static final UploadId SECOND = new UploadId(1, 3);

  private static ByteString key(String key) {
    return ByteString.copyFromUtf8(key);
  }

  private static String hex(Key key) {
    return HexFormat.of().formatHex(key.name().toByteArray());
  }

  /** What is persisted: none of it may ever change. */
  @Test
  void namesAreTheseBytes() {
    assertThat(Keys.bucket("my-bucket")).hasToString("buckets:my-bucket");
    assertThat(Keys.object("my-bucket", key("a/b"))).hasToString("objects:my-bucket/a/b");
    assertThat(Keys.inline("my-bucket", key("a/b"))).hasToString("inline:my-bucket/a/b");
    assertThat(Keys.principal("SLKABC")).hasToString("principals:SLKABC");
    assertThat(Keys.principalName("alice")).hasToString("principal-names:alice");
    assertThat(hex(Keys.blob(0x0102, 0x0304))).isEqualTo("000000000000010200000304");
    assertThat(hex(Keys.epoch(0x0102))).isEqualTo("0000000000000102");
    assertThat(hex(Keys.expiredEpoch(0x0102))).isEqualTo("0000000000000102");
    assertThat(hex(Keys.garbage(1, 2))).isEqualTo("00000000000000010000000000000002");
    assertThat(hex(Keys.part(FIRST, 10_000)))
        .isEqualTo("00000000000000010000000000000002" + "2710");
    assertThat(hex(Keys.completedUpload(FIRST))).isEqualTo("00000000000000010000000000000002");
    assertThat(hex(Keys.endedUpload(FIRST))).isEqualTo("00000000000000010000000000000002");
    assertThat(hex(Keys.blobList(FIRST.toByteString())))
        .isEqualTo("00000000000000010000000000000002");
    assertThat(hex(Keys.upload("b-1", key("k"), new UploadId(0, 8 * 7 + 5))))
        .isEqualTo("622d312f6b" + "00" + "f8".repeat(41) + "fffd");
    assertThat(Keys.LAST_EPOCH).hasToString("counters:epoch");
  }

  @Test
  void everyTableIsNamedOnce() {
    assertThat(Keys.TABLES).doesNotHaveDuplicates();
    assertThat(Keys.TABLES.stream().map(Table::name)).hasSize(17);
  }

  @Test
  void aBlobIsNamedByItsEpochAndNumber() {
    assertThat(Keys.blob(Blob.newBuilder().setEpoch(5).setNumber(6).setSize(7).build()))
        .isEqualTo(Keys.blob(5, 6));
  }

  @Test
  void whatIsInANameIsReadAgain() {
    assertThat(Keys.epochOf(Keys.epoch(123_456_789_012L).name())).isEqualTo(123_456_789_012L);
    assertThat(Keys.garbageMillis(Keys.garbage(123_456_789_012L, -1).name()))
        .isEqualTo(123_456_789_012L);
    assertThat(Keys.partNumber(Keys.part(FIRST, 10_000).name())).isEqualTo(10_000);
    assertThat(Keys.partNumber(Keys.part(FIRST, Keys.LAST_PART).name())).isEqualTo(65_535);
    assertThat(Keys.keyOf("bucket", Keys.object("bucket", key("a/b")).name()))
        .isEqualTo(key("a/b"));
    assertThat(Keys.keyOf("bucket", Keys.inBucket("bucket", ByteString.EMPTY)))
        .isEqualTo(ByteString.EMPTY);
  }

  @Test
  void namesOfABucketAreNotThoseOfALongerOne() {
    Bytes inBucket = Keys.inBucket("bucket", ByteString.EMPTY);

    assertThat(Keys.object("bucket", key("a")).name().startsWith(inBucket)).isTrue();
    assertThat(Keys.object("bucket-2", key("a")).name().startsWith(inBucket)).isFalse();
    assertThat(Keys.object("bucket.2", key("a")).name().startsWith(inBucket)).isFalse();
  }

  @Test
  void uploadsAreInTheOrderOfTheirKeysAndThenOfTheirAge() {
    List<Bytes> inOrder =
        Stream.of("a", "a\u0001", "a ", "a/", "aa", "b", "\u00e9", "\uFFFD", "\uD83D\uDE00")
            .flatMap(key -> Stream.of(FIRST, SECOND).map(id -> Keys.upload("b-1", key(key), id)))
            .map(Key::name)
            .toList();

    assertThat(inOrder.stream().sorted(Comparator.naturalOrder()).toList()).isEqualTo(inOrder);
  }

  @Test
  void whatStandsBehindTheUploadsOfAKeyIsBeforeThoseOfTheNext() {
    Bytes behind = Keys.afterUploads("b-1", key("a"));

    assertThat(behind).isGreaterThan(Keys.upload("b-1", key("a"), SECOND).name());
    assertThat(behind).isLessThan(Keys.upload("b-1", key("a\u0001"), FIRST).name());
  }

  @Test
  void partsAreInTheOrderOfTheirNumbers() {
    assertThat(Keys.part(FIRST, 9).name()).isLessThan(Keys.part(FIRST, 10).name());
    assertThat(Keys.part(FIRST, 255).name()).isLessThan(Keys.part(FIRST, 256).name());
    assertThat(Keys.part(FIRST, 10_000).name()).isLessThan(Keys.part(SECOND, 1).name());
  }
}

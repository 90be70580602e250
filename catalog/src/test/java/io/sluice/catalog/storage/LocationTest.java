package io.sluice.catalog.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.iceberg.exceptions.BadRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocationTest {
  @ParameterizedTest
  @CsvSource({
    "s3://bucket/a/b, a/b/",
    "s3://bucket/a/b/, a/b/",
    "s3a://bucket/a, a/",
    "s3n://bucket/a*?$, a*?$/",
    "s3://bucket/, ''",
    "s3://bucket, ''",
  })
  void itIsAFolder(String text, String prefix) {
    assertThat(Location.parse(text)).isEqualTo(new Location("bucket", prefix));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bucket/a",
        "gs://bucket/a",
        "s3://Bucket/a",
        "s3://b*/a",
        "s3:///a",
        "s3://bucket//a",
        "s3://bucket/a//b",
        "s3://bucket/a//",
        "s3://bucket//",
        "s3://bucket/a/../b",
        "s3://bucket/..",
        "s3://bucket/./a",
        "s3://bucket/a\nb",
        "s3://bucket/a\u0000"
      })
  void whatCanBeUnderstoodInMoreThanOneWayIsNone(String text) {
    assertThatThrownBy(() -> Location.parse(text)).isInstanceOf(BadRequestException.class);
  }

  @Test
  void aSiblingIsNotInside() {
    Location table = Location.parse("s3://bucket/t");

    assertThat(table.contains(Location.parse("s3://bucket/t/data"))).isTrue();
    assertThat(table.contains(table)).isTrue();
    assertThat(table.contains(Location.parse("s3://bucket/t2"))).isFalse();
    assertThat(table.contains(Location.parse("s3://bucket2/t"))).isFalse();
    assertThat(table.contains(Location.parse("s3://bucket"))).isFalse();
  }
}

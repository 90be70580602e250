package io.sluice.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BucketNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "abc",
        "a.b",
        "0-0",
        "my.example.bucket",
        "a--b",
        "1.2.3",
        "1.2.3.4.5",
        "192.168.5.four",
        "xn-b",
        "a23456789012345678901234567890123456789012345678901234567890123",
      })
  void aBucketCanBeNamed(String name) {
    assertThat(BucketName.valid(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ab",
        "a234567890123456789012345678901234567890123456789012345678901234",
        "Abc",
        "a_b",
        "a b",
        "a/b",
        "b\u00fccket",
        "\u0161ucket",
        "abc\n",
        "-abc",
        "abc-",
        ".abc",
        "abc.",
        "a..b",
        "192.168.5.4",
        "999.999.999.999",
        "xn--abc",
        "sthree-abc",
        "abc-s3alias",
        "abc--ol-s3",
        "abc.mrap",
        "abc--x-s3",
        "*",
        "..",
      })
  void noBucketIsNamed(String name) {
    assertThat(BucketName.valid(name)).isFalse();
  }
}

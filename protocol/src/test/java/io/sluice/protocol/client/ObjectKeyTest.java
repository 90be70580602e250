package io.sluice.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectKeyTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"a", "/", "..", "a//b", "a/../b", " ", "a\\b", "\u0001", "\r\n", "\uD83D\uDE00"})
  void anyTextIsAKey(String key) {
    assertThat(ObjectKey.valid(ByteString.copyFromUtf8(key))).isTrue();
  }

  @Test
  void aKeyHasSomeBytesAndNotTooMany() {
    assertThat(ObjectKey.valid(ByteString.EMPTY)).isFalse();
    assertThat(ObjectKey.valid(ByteString.copyFromUtf8("\u00e9".repeat(512)))).isTrue();
    assertThat(ObjectKey.valid(ByteString.copyFromUtf8("\u00e9".repeat(512) + "a"))).isFalse();
  }

  @Test
  void aKeyIsText() {
    assertThat(ObjectKey.valid(ByteString.fromHex("61ff"))).isFalse();
    assertThat(ObjectKey.valid(ByteString.fromHex("c080"))).isFalse();
    assertThat(ObjectKey.valid(ByteString.fromHex("eda080"))).isFalse();
    assertThat(ObjectKey.valid(ByteString.copyFromUtf8("a\0b"))).isFalse();
  }

  @Test
  void aPrefixMayBeEmptyOrLong() {
    assertThat(ObjectKey.text(ByteString.EMPTY)).isTrue();
    assertThat(ObjectKey.text(ByteString.copyFromUtf8("a".repeat(5_000)))).isTrue();
    assertThat(ObjectKey.text(ByteString.copyFromUtf8("\0"))).isFalse();
  }
}

package io.sluice.manager.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.store.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadIdTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:15:30.123Z");
  private final Random random = new Random(7);

  @Test
  void clientsSeeHexDigitsThatBeginWithTheTime() {
    UploadId id = UploadId.generate(NOW, random);

    assertThat(id.toString())
        .matches("[0-9a-f]{32}")
        .startsWith("%012x".formatted(NOW.toEpochMilli()));
    assertThat(UploadId.parse(id.toString())).contains(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "0123456789abcdef0123456789abcde",
        "0123456789abcdef0123456789abcdef0",
        "0123456789abcdef0123456789abcdeg",
        "0123456789abcdef 123456789abcdef",
        "\u0660123456789abcdef0123456789abcde",
      })
  void anythingElseIsNoId(String text) {
    assertThat(UploadId.parse(text)).isEmpty();
  }

  @Test
  void bytesAndSuffixesAreInTheOrderOfAge() {
    List<UploadId> ids = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      ids.add(UploadId.generate(NOW.plusMillis(random.nextInt(5) << (i % 20)), random));
    }
    ids.add(new UploadId(0, 0));
    ids.add(new UploadId(0, -1));
    ids.add(new UploadId(-1, 0));

    List<UploadId> byText = ids.stream().sorted(Comparator.comparing(UploadId::toString)).toList();

    assertThat(ids.stream().sorted(Comparator.comparing(UploadId::bytes)).toList())
        .isEqualTo(byText);
    assertThat(ids.stream().sorted(Comparator.comparing(UploadId::suffix)).toList())
        .isEqualTo(byText);
  }

  @Test
  void noDelimiterOccursInASuffix() {
    for (int i = 0; i < 1_000; i++) {
      Bytes suffix = new UploadId(random.nextLong(), random.nextLong()).suffix();

      assertThat(suffix.length()).isEqualTo(44);
      assertThat(suffix.at(0)).isZero();
      for (int at = 1; at < suffix.length(); at++) {
        assertThat(Byte.toUnsignedInt(suffix.at(at))).isBetween(0xF8, 0xFF);
      }
    }
  }

  @Test
  void theLastSuffixIsBehindAllOthers() {
    assertThat(UploadId.lastSuffix()).isGreaterThan(UploadId.generate(NOW, random).suffix());
    assertThat(UploadId.lastSuffix())
        .isGreaterThan(UploadId.generate(Instant.ofEpochMilli((1L << 48) - 2), random).suffix());
  }
}

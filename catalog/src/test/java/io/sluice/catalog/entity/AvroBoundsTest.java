package io.sluice.catalog.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AvroBoundsTest {
  private static final int LENGTH = 1_000_000;

  private static byte[] file(String codec) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataFileWriter<String> writer =
        new DataFileWriter<>(new GenericDatumWriter<>(Schema.create(Schema.Type.STRING)))) {
      writer.setCodec(CodecFactory.fromString(codec));
      writer.create(Schema.create(Schema.Type.STRING), bytes);
      writer.append("x".repeat(LENGTH));
      writer.sync();
      writer.append("y".repeat(LENGTH));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "deflate"})
  void whatIsExpandedCounts(String codec) {
    assertThat(AvroBounds.isWithin(file(codec), Long.MAX_VALUE, 2 * LENGTH + 10_000)).isTrue();
    assertThat(AvroBounds.isWithin(file(codec), Long.MAX_VALUE, 2 * LENGTH - 1)).isFalse();
  }

  @Test
  void whatCannotBeCountedIsRefused() {
    assertThat(AvroBounds.isWithin(file("bzip2"), Long.MAX_VALUE, 10L * LENGTH)).isFalse();
  }

  @Test
  void whatIsCutOffOrChangedIsRefusedOrCounted() {
    byte[] whole = file("deflate");
    for (int length = 0; length < whole.length; length++) {
      // with the bytes of the header alone it is a file without content
      boolean within =
          AvroBounds.isWithin(Arrays.copyOf(whole, length), 10L * LENGTH, 10L * LENGTH);
      assertThat(within && length > 200 && length < whole.length - 20 && !atBlock(whole, length))
          .isFalse();
    }
  }

  private static boolean atBlock(byte[] whole, int length) {
    byte[] sync = Arrays.copyOfRange(whole, whole.length - 16, whole.length);
    return Arrays.equals(Arrays.copyOfRange(whole, length - 16, length), sync);
  }

  @Test
  void numbersThatLieAreRefused() {
    assertThat(
            AvroBounds.isWithin(
                new byte[] {'O', 'b', 'j', 1, 2, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1}, 100, 100))
        .isFalse();
    assertThat(AvroBounds.isWithin(new byte[] {'O', 'b', 'j', 1, 2, -1}, 100, 100)).isFalse();
    assertThat(
            AvroBounds.isWithin("no file of that kind".getBytes(StandardCharsets.UTF_8), 100, 100))
        .isFalse();
  }
}

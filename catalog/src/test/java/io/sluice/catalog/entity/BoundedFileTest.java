package io.sluice.catalog.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.catalog.entity.BoundedFile.Bounds;
import io.sluice.store.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.apache.iceberg.io.InputFile;
import org.junit.jupiter.api.Test;

final class BoundedFileTest {
  private static final byte[] CONTENT = new byte[100_000];

  private static InputFile file(byte[] content) {
    return new InMemoryInputFile("memory://file", content);
  }

  private static byte[] read(byte[] content, Bounds bounds) throws IOException {
    return new BoundedFile(file(content), bounds).newStream().readAllBytes();
  }

  private static void assertRefused(byte[] content, Bounds bounds) {
    assertThatThrownBy(() -> read(content, bounds))
        .isInstanceOf(BadRequestException.class)
        .hasMessage("memory://file is damaged, or too large");
  }

  @Test
  void whatFitsIsRead() throws IOException {
    assertThat(read(CONTENT, Bounds.whole(100_000, 100_000))).isEqualTo(CONTENT);
    byte[] compressed = Gzip.compress(Bytes.wrap(CONTENT)).unsafeArray();
    assertThat(read(compressed, Bounds.whole(1_000, 100_000))).isEqualTo(compressed);
  }

  @Test
  void whatIsLongIsRefused() {
    assertRefused(CONTENT, Bounds.whole(99_999, 100_000));
  }

  @Test
  void whatBecomesLongIsRefused() throws IOException {
    byte[] compressed = Gzip.compress(Bytes.wrap(CONTENT)).unsafeArray();
    assertRefused(compressed, Bounds.whole(1_000, 99_999));
    assertRefused(avro(1), new Bounds(10_000, 99_999, 1_000_000));
  }

  @Test
  void whatIsReadInBlocksMayBeLongAsAWhole() throws IOException {
    byte[] content = avro(3);

    assertThat(read(content, new Bounds(10_000, 110_000, 400_000))).isEqualTo(content);
    assertRefused(content, new Bounds(10_000, 110_000, 299_999));
  }

  private static byte[] avro(int blocks) throws IOException {
    Schema schema = Schema.create(Schema.Type.STRING);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataFileWriter<String> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
      writer.setCodec(CodecFactory.deflateCodec(9)).create(schema, bytes);
      for (int i = 0; i < blocks; i++) {
        writer.append("x".repeat(CONTENT.length));
        writer.sync();
      }
    }
    return bytes.toByteArray();
  }

  /** The options of the JVM see to that: a process that has no memory left would end. */
  @Test
  void aTextIsNotAsLongAsItSays() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
    out.writeFixed(new byte[] {'O', 'b', 'j', 1});
    out.writeMapStart();
    out.setItemCount(1);
    out.startItem();
    out.writeString("avro.schema");
    out.writeBytes("\"string\"".getBytes(StandardCharsets.UTF_8));
    out.writeMapEnd();
    out.writeFixed(new byte[16]);
    out.writeLong(1);
    out.writeLong(5);
    // the length of a text that is not there
    out.writeLong(1L << 30);
    out.writeFixed(new byte[16]);
    byte[] content = bytes.toByteArray();

    assertThat(AvroBounds.isWithin(content, 100, 100)).isTrue();
    try (DataFileStream<Object> in =
        new DataFileStream<>(new ByteArrayInputStream(content), new GenericDatumReader<>())) {
      assertThatThrownBy(in::next)
          .isInstanceOf(AvroRuntimeException.class)
          .hasMessageContaining("exceeds maximum allowed");
    }
  }
}

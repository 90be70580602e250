package io.sluice.catalog.entity;

import io.sluice.store.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Makes texts smaller, as fast as it goes. */
final class Gzip {
  private Gzip() {}

  static Bytes compress(Bytes text) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(text.length() / 4 + 64);
    try (GZIPOutputStream out =
        new GZIPOutputStream(compressed, 8 << 10) {
          {
            def.setLevel(Deflater.BEST_SPEED);
          }
        }) {
      out.write(text.unsafeArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.wrap(compressed.toByteArray());
  }

  static Bytes expand(byte[] compressed) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      return Bytes.wrap(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.sluice.catalog.entity;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;

/**
 * A file that a client has written, and of which no more is read than memory has room for: neither
 * where it is long, nor where a few of its bytes become many when they are expanded.
 */
public final class BoundedFile implements InputFile {
  /**
   * How much of a file is read.
   *
   * @param bytes of the file itself
   * @param block of what is in memory at once when it is read piece by piece, expanded
   * @param whole of all of it, expanded
   */
  public record Bounds(int bytes, long block, long whole) {
    /** Of files that are read as a whole. */
    public static Bounds whole(int bytes, long expanded) {
      return new Bounds(bytes, expanded, expanded);
    }
  }

  /** A metadata file has as much as the longest request that could have led to it. */
  static final Bounds METADATA = Bounds.whole(32 << 20, 32 << 20);

  /** Iceberg begins a new manifest after 8 MiB, and a new block of it after 64 KiB. */
  static final Bounds MANIFEST = new Bounds(32 << 20, 16 << 20, 4L << 30);

  private final InputFile file;
  private final Bounds bounds;

  BoundedFile(InputFile file, Bounds bounds) {
    this.file = file;
    this.bounds = bounds;
  }

  /**
   * All that is in a file.
   *
   * @throws BadRequestException if that is too much, or cannot be expanded
   */
  public static byte[] content(InputFile file, Bounds bounds) {
    byte[] content;
    try (SeekableInputStream in = file.newStream()) {
      content = in.readNBytes(bounds.bytes() + 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (content.length > bounds.bytes() || !isWithin(content, bounds)) {
      throw new BadRequestException("%s is damaged, or too large", file.location());
    }
    return content;
  }

  private static boolean isWithin(byte[] content, Bounds bounds) {
    if (AvroBounds.isAvro(content)) {
      return AvroBounds.isWithin(content, bounds.block(), bounds.whole());
    }
    return isGzip(content)
        ? isGzipWithin(content, bounds.whole())
        : content.length <= bounds.whole();
  }

  private static boolean isGzip(byte[] content) {
    return content.length > 1 && content[0] == 0x1F && (content[1] & 0xFF) == 0x8B;
  }

  private static boolean isGzipWithin(byte[] content, long most) {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(content))) {
      in.skipNBytes(most);
      return in.read() < 0;
    } catch (EOFException _) {
      // it has less, or is cut off, which whoever reads it finds
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  @Override
  public long getLength() {
    return file.getLength();
  }

  @Override
  public SeekableInputStream newStream() {
    return new InMemoryInputFile(location(), content(file, bounds)).newStream();
  }

  @Override
  public String location() {
    return file.location();
  }

  @Override
  public boolean exists() {
    return file.exists();
  }
}

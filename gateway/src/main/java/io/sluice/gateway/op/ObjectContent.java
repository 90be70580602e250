package io.sluice.gateway.op;

import io.sluice.http.Content;
import io.sluice.protocol.Blob;
import io.sluice.storage.BlobId;
import io.sluice.storage.BlobReader;
import io.sluice.storage.BlobStorage;
import io.sluice.storage.StorageError;
import io.sluice.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Sends and reads the bytes of objects, wherever they are. */
final class ObjectContent {
  private ObjectContent() {}

  /** A range of an object as the content of an answer. */
  static Content of(io.sluice.protocol.Content content, ByteRange range, BlobStorage storage)
      throws IOException {
    return switch (content.getPlaceCase()) {
      case INLINE -> new Content.InMemory(inline(content, range));
      case BLOBS -> {
        List<Content.FileRange> files = files(content.getBlobs().getBlobsList(), range, storage);
        yield files.isEmpty() ? Content.None.INSTANCE : new Content.Files(files);
      }
      case PLACE_NOT_SET -> throw new IllegalStateException("the manager sent no content");
    };
  }

  private static ByteBuffer inline(io.sluice.protocol.Content content, ByteRange range) {
    return content
        .getInline()
        .substring((int) range.offset(), (int) (range.offset() + range.length()))
        .asReadOnlyByteBuffer();
  }

  private static List<Content.FileRange> files(
      List<Blob> blobs, ByteRange range, BlobStorage storage) throws IOException {
    List<Content.FileRange> files = new ArrayList<>();
    long start = 0;
    for (Blob blob : blobs) {
      long from = Math.max(range.offset(), start) - start;
      long to = Math.min(range.offset() + range.length(), start + blob.getSize()) - start;
      if (from < to) {
        BlobId id = id(blob);
        if (files.isEmpty()) {
          requireThere(id, to, storage);
        }
        files.add(new Content.FileRange(() -> storage.open(id).file(), from, to - from));
      }
      start += blob.getSize();
    }
    return files;
  }

  /** What is missing or cut short shows while there can still be an answer that says so. */
  private static void requireThere(BlobId id, long end, BlobStorage storage) throws IOException {
    try (BlobReader reader = storage.open(id)) {
      if (reader.size() < end) {
        throw new StorageException(
            StorageError.DAMAGED,
            "blob %s has %d bytes and not the %d that are read".formatted(id, reader.size(), end));
      }
    }
  }

  /** Takes the bytes of an object. */
  @FunctionalInterface
  interface Sink {
    void write(ByteBuffer bytes) throws IOException;
  }

  /** Reads a range of an object, a buffer at a time. */
  static void read(
      io.sluice.protocol.Content content, ByteRange range, BlobStorage storage, Sink sink)
      throws IOException {
    if (content.hasInline()) {
      sink.write(inline(content, range));
      return;
    }
    ByteBuffer buffer = ByteBuffer.allocate(128 << 10);
    long start = 0;
    for (Blob blob : content.getBlobs().getBlobsList()) {
      long from = Math.max(range.offset(), start) - start;
      long to = Math.min(range.offset() + range.length(), start + blob.getSize()) - start;
      if (from < to) {
        try (BlobReader reader = storage.open(id(blob))) {
          for (long at = from; at < to; at += buffer.limit()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), to - at));
            reader.read(buffer, at);
            sink.write(buffer.flip());
          }
        }
      }
      start += blob.getSize();
    }
  }

  private static BlobId id(Blob blob) {
    return new BlobId(blob.getEpoch(), blob.getNumber());
  }
}

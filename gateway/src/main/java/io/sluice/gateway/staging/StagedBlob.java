package io.sluice.gateway.staging;

import io.sluice.protocol.Blob;
import io.sluice.storage.BlobId;
import io.sluice.storage.BlobStorage;
import io.sluice.storage.BlobWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A blob that is being staged. What is not committed when it is closed is removed. */
public final class StagedBlob implements Closeable {
  private final BlobId id;
  private final BlobStorage storage;
  private final BlobWriter writer;
  private long size;
  private boolean finished;
  private boolean kept;

  StagedBlob(BlobId id, BlobStorage storage, BlobWriter writer) {
    this.id = id;
    this.storage = storage;
    this.writer = writer;
  }

  public void write(ByteBuffer bytes) throws IOException {
    size += bytes.remaining();
    writer.write(bytes);
  }

  /** Makes it durable. */
  public Blob finish() throws IOException {
    int crc = writer.finish();
    finished = true;
    return Blob.newBuilder()
        .setEpoch(id.epoch())
        .setNumber(id.number())
        .setSize(size)
        .setCrc32C(crc)
        .build();
  }

  long epoch() {
    return id.epoch();
  }

  /** It is committed, or may be. */
  void keep() {
    kept = true;
  }

  /** It is certainly not committed. */
  void discard() {
    kept = false;
  }

  @Override
  public void close() throws IOException {
    writer.close();
    if (finished && !kept) {
      storage.delete(id);
    }
  }
}

package io.sluice.storage.local;

import io.sluice.storage.BlobId;
import io.sluice.storage.BlobReader;
import io.sluice.storage.StorageError;
import io.sluice.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

final class LocalBlobReader implements BlobReader {
  private final BlobId id;
  private final FileChannel channel;
  private final long size;

  LocalBlobReader(BlobId id, FileChannel channel) throws IOException {
    this.id = id;
    this.channel = channel;
    this.size = channel.size();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(ByteBuffer target, long position) throws IOException {
    long from = position;
    while (target.hasRemaining()) {
      int count = channel.read(target, from);
      if (count < 0) {
        throw new StorageException(
            StorageError.DAMAGED, "blob %s ends at %d, not behind %d".formatted(id, size, from));
      }
      from += count;
    }
  }

  @Override
  public FileChannel file() {
    return channel;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

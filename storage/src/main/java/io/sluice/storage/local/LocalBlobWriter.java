package io.sluice.storage.local;

import io.sluice.storage.BlobWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

final class LocalBlobWriter implements BlobWriter {
  private final LocalBlobStorage storage;
  private final Path file;
  private final FileChannel channel;
  private final CRC32C crc = new CRC32C();
  private boolean finished;

  LocalBlobWriter(LocalBlobStorage storage, Path file, FileChannel channel) {
    this.storage = storage;
    this.file = file;
    this.channel = channel;
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    crc.update(bytes.duplicate());
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw LocalBlobStorage.failure("cannot write " + file, e);
    }
  }

  @Override
  public int finish() throws IOException {
    storage.sync(channel, file);
    channel.close();
    finished = true;
    return (int) crc.getValue();
  }

  @Override
  public void close() throws IOException {
    if (!finished) {
      try {
        channel.close();
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw LocalBlobStorage.failure("cannot drop " + file, e);
      }
    }
  }
}

package io.sluice.manager;

import io.sluice.storage.BlobId;
import io.sluice.storage.BlobReader;
import io.sluice.storage.BlobStorage;
import io.sluice.storage.BlobWriter;
import io.sluice.storage.StorageError;
import io.sluice.storage.StorageException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Blobs on the heap, for tests in which very many are staged. */
public class TestingStorage implements BlobStorage {
  private final Map<Long, Map<Integer, byte[]>> epochs = new ConcurrentSkipListMap<>();

  public TestingStorage() {}

  /** One that holds what another one holds. */
  public TestingStorage(TestingStorage other) {
    other.epochs.forEach((epoch, blobs) -> epochs.put(epoch, new ConcurrentSkipListMap<>(blobs)));
  }

  @Override
  public BlobWriter create(BlobId id) throws StorageException {
    Map<Integer, byte[]> blobs =
        epochs.computeIfAbsent(id.epoch(), _ -> new ConcurrentSkipListMap<>());
    if (blobs.putIfAbsent(id.number(), new byte[0]) != null) {
      throw new StorageException(StorageError.NOT_ACCESSIBLE, "there is a blob " + id + " already");
    }
    return new Writer(blobs, id.number());
  }

  private static final class Writer implements BlobWriter {
    private final Map<Integer, byte[]> blobs;
    private final int number;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private boolean finished;

    Writer(Map<Integer, byte[]> blobs, int number) {
      this.blobs = blobs;
      this.number = number;
    }

    @Override
    public void write(ByteBuffer bytes) {
      byte[] some = new byte[bytes.remaining()];
      bytes.get(some);
      written.writeBytes(some);
    }

    @Override
    public int finish() {
      CRC32C crc = new CRC32C();
      crc.update(written.toByteArray());
      blobs.put(number, written.toByteArray());
      finished = true;
      return (int) crc.getValue();
    }

    @Override
    public void close() {
      if (!finished) {
        blobs.remove(number);
      }
    }
  }

  @Override
  public BlobReader open(BlobId id) throws StorageException {
    byte[] bytes = epochs.getOrDefault(id.epoch(), Map.of()).get(id.number());
    if (bytes == null) {
      throw new StorageException(StorageError.NOT_FOUND, "there is no blob " + id);
    }
    return new Reader(bytes);
  }

  private static final class Reader implements BlobReader {
    private final byte[] bytes;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public void read(ByteBuffer target, long position) {
      target.put(bytes, (int) position, target.remaining());
    }

    @Override
    public FileChannel file() {
      throw new UnsupportedOperationException("there are no files here");
    }

    @Override
    public void close() {}
  }

  @Override
  public void delete(BlobId id) throws StorageException {
    Map<Integer, byte[]> blobs = epochs.get(id.epoch());
    if (blobs != null) {
      blobs.remove(id.number());
    }
  }

  @Override
  public List<Long> epochs() {
    return List.copyOf(epochs.keySet());
  }

  @Override
  public Stream<BlobId> blobs(long epoch) {
    return epochs.getOrDefault(epoch, Map.of()).keySet().stream()
        .map(number -> new BlobId(epoch, number));
  }

  @Override
  public void removeEpoch(long epoch) {
    epochs.computeIfPresent(epoch, (_, blobs) -> blobs.isEmpty() ? null : blobs);
  }

  @Override
  public void close() {}
}

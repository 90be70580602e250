package io.sluice.storage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.storage.BlobId;
import io.sluice.storage.BlobReader;
import io.sluice.storage.BlobWriter;
import io.sluice.storage.StorageError;
import io.sluice.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBlobStorageTest {
  private static final BlobId FIRST = new BlobId(7, 0);

  @TempDir private Path folder;
  private LocalBlobStorage storage;

  @BeforeEach
  void open() throws IOException {
    storage = LocalBlobStorage.open(folder.resolve("blobs"));
  }

  @AfterEach
  void close() {
    storage.close();
  }

  @Test
  void whatWasWrittenIsRead() throws IOException {
    byte[] bytes = new byte[300_000];
    new Random(1).nextBytes(bytes);
    CRC32C expected = new CRC32C();
    expected.update(bytes);

    int crc;
    try (BlobWriter writer = storage.create(FIRST)) {
      writer.write(ByteBuffer.wrap(bytes, 0, 100_000));
      writer.write(ByteBuffer.wrap(bytes, 100_000, 200_000));
      crc = writer.finish();
    }

    assertThat(crc).isEqualTo((int) expected.getValue());
    try (BlobReader reader = storage.open(FIRST)) {
      assertThat(reader.size()).isEqualTo(bytes.length);
      ByteBuffer middle = ByteBuffer.allocate(1_000);
      reader.read(middle, 150_000);
      assertThat(middle.flip()).isEqualTo(ByteBuffer.wrap(bytes, 150_000, 1_000));
      assertThat(reader.file().size()).isEqualTo(bytes.length);
    }
  }

  @Test
  void syncsAreCounted() throws IOException {
    try (BlobWriter writer = storage.create(FIRST)) {
      writer.finish();
    }

    assertThat(storage.syncs()).isEqualTo(2);
  }

  @Test
  void readingBehindTheEndIsDamage() throws IOException {
    write(FIRST, 10);

    try (BlobReader reader = storage.open(FIRST)) {
      assertFails(() -> reader.read(ByteBuffer.allocate(5), 8), StorageError.DAMAGED);
    }
  }

  @Test
  void anUnfinishedBlobIsDroppedWhenClosed() throws IOException {
    try (BlobWriter writer = storage.create(FIRST)) {
      writer.write(ByteBuffer.allocate(10));
    }

    assertFails(() -> storage.open(FIRST), StorageError.NOT_FOUND);
  }

  @Test
  void aNameIsUsedOnce() throws IOException {
    write(FIRST, 10);

    assertFails(() -> storage.create(FIRST), StorageError.NOT_ACCESSIBLE);
    try (BlobReader reader = storage.open(FIRST)) {
      assertThat(reader.size()).isEqualTo(10);
    }
  }

  @Test
  void aBlobThatIsDeletedCanBeReadToItsEndByWhoeverHasItOpen() throws IOException {
    write(FIRST, 10);

    try (BlobReader reader = storage.open(FIRST)) {
      storage.delete(FIRST);
      storage.delete(FIRST);
      ByteBuffer all = ByteBuffer.allocate(10);
      reader.read(all, 0);
      assertThat(all.hasRemaining()).isFalse();
    }
    assertFails(() -> storage.open(FIRST), StorageError.NOT_FOUND);
  }

  @Test
  void epochsAndTheirBlobsAreListed() throws IOException {
    write(FIRST, 1);
    write(new BlobId(7, 12), 1);
    write(new BlobId(123_456_789_012L, 0), 1);
    Files.writeString(folder.resolve("blobs/7/notes.txt"), "not a blob");
    Files.createDirectory(folder.resolve("blobs/lost+found"));

    assertThat(storage.epochs()).containsExactlyInAnyOrder(7L, 123_456_789_012L);
    try (Stream<BlobId> blobs = storage.blobs(7)) {
      assertThat(blobs).containsExactlyInAnyOrder(FIRST, new BlobId(7, 12));
    }
    try (Stream<BlobId> blobs = storage.blobs(8)) {
      assertThat(blobs).isEmpty();
    }
  }

  @Test
  void whatIsNamedByNoNumberIsNoBlob() throws IOException {
    write(FIRST, 1);
    for (String name : List.of("9999999999999999999", "0", "07", "+8", "-1", " 9", "1e3")) {
      Files.createDirectory(folder.resolve("blobs").resolve(name));
    }
    for (String name : List.of("2147483648", "9999999999999999999", "01", "-1", "1.tmp")) {
      Files.writeString(folder.resolve("blobs/7").resolve(name), "");
    }

    assertThat(storage.epochs()).isEqualTo(List.of(7L));
    try (Stream<BlobId> blobs = storage.blobs(7)) {
      assertThat(blobs).containsExactly(FIRST);
    }
  }

  @Test
  void epochsAreStagedUnderByTurns() throws IOException {
    write(new BlobId(7, 0), 1);
    write(new BlobId(8, 0), 1);
    write(new BlobId(7, 1), 1);
    write(new BlobId(Long.MAX_VALUE, Integer.MAX_VALUE), 1);

    assertThat(storage.epochs()).containsExactlyInAnyOrder(7L, 8L, Long.MAX_VALUE);
  }

  @Test
  void anEpochThatWasRemovedIsThereAgainWithItsNextBlob() throws IOException {
    write(FIRST, 1);
    storage.delete(FIRST);
    storage.removeEpoch(7);

    write(new BlobId(7, 1), 10);

    try (BlobReader reader = storage.open(new BlobId(7, 1))) {
      assertThat(reader.size()).isEqualTo(10);
    }
  }

  @Test
  void manyStageUnderANewEpochAtOnce() throws Exception {
    List<Future<?>> writes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int number = 0; number < 20; number++) {
        BlobId id = new BlobId(9, number);
        writes.add(
            threads.submit(
                () -> {
                  write(id, 10);
                  return null;
                }));
      }
    }

    for (Future<?> write : writes) {
      write.get();
    }
    try (Stream<BlobId> blobs = storage.blobs(9)) {
      assertThat(blobs).hasSize(20);
    }
  }

  @Test
  void onlyAnEmptyEpochIsRemoved() throws IOException {
    write(FIRST, 1);

    storage.removeEpoch(7);
    assertThat(storage.epochs()).isEqualTo(List.of(7L));

    storage.delete(FIRST);
    storage.removeEpoch(7);
    storage.removeEpoch(7);
    assertThat(storage.epochs()).isEmpty();
  }

  @Test
  void aPlaceThatIsNotAFolderIsNotAccessible() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertFails(() -> LocalBlobStorage.open(file), StorageError.NOT_ACCESSIBLE);
  }

  @Test
  void aFullDiskIsToldFromOtherFaults() {
    assertThat(LocalBlobStorage.failure("x", new IOException("No space left on device")).error())
        .isEqualTo(StorageError.FULL);
    assertThat(LocalBlobStorage.failure("x", new IOException("Input/output error")).error())
        .isEqualTo(StorageError.NOT_ACCESSIBLE);
  }

  private void write(BlobId id, int size) throws IOException {
    try (BlobWriter writer = storage.create(id)) {
      writer.write(ByteBuffer.allocate(size));
      writer.finish();
    }
  }

  private static void assertFails(ThrowingCallable call, StorageError error) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.error()).isEqualTo(error));
  }
}

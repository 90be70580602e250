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
import java.util.List;
import java.util.Random;
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

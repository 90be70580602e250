package io.sluice.manager.staging;

import io.sluice.manager.record.BlobRecord;
import io.sluice.manager.record.Keys;
import io.sluice.manager.request.Reads;
import io.sluice.protocol.Blob;
import io.sluice.protocol.ScrubProgress;
import io.sluice.protocol.ScrubProgress.Damage;
import io.sluice.storage.BlobId;
import io.sluice.storage.BlobReader;
import io.sluice.storage.BlobStorage;
import io.sluice.storage.StorageError;
import io.sluice.storage.StorageException;
import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Re-reads every blob against its CRC. */
public final class Scrub {
  private static final int PAGE = 1_000;
  private static final int BUFFER = 1 << 20;
  private static final long REPORT_EVERY_BYTES = 64L << 20;

  private final MetadataStore store;
  private final BlobStorage storage;

  public Scrub(MetadataStore store, BlobStorage storage) {
    this.store = store;
    this.storage = storage;
  }

  /**
   * Reads all blobs, for as long as it may go on, and tells of progress and damage at least once,
   * and then every 64 MiB.
   */
  public void run(Consumer<ScrubProgress> report, BooleanSupplier goOn) {
    ScrubProgress.Builder progress = ScrubProgress.newBuilder();
    forEachBlob(
        record -> {
          progress.setBlobsTotal(progress.getBlobsTotal() + 1);
          progress.setBytesTotal(progress.getBytesTotal() + record.getBlob().getSize());
        },
        goOn);
    report.accept(progress.build());
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    long[] reported = {0};
    forEachBlob(
        record -> {
          String fault = fault(record.getBlob(), buffer);
          if (fault != null) {
            progress.addDamages(
                Damage.newBuilder()
                    .setBlob(record.getBlob())
                    .setBucket(record.getBucket())
                    .setKey(record.getKey())
                    .setMessage(fault));
          }
          progress.setBlobsRead(progress.getBlobsRead() + 1);
          progress.setBytesRead(progress.getBytesRead() + record.getBlob().getSize());
          if (fault != null || progress.getBytesRead() - reported[0] >= REPORT_EVERY_BYTES) {
            report.accept(progress.build());
            progress.clearDamages();
            reported[0] = progress.getBytesRead();
          }
        },
        goOn);
    report.accept(progress.build());
  }

  private void forEachBlob(Consumer<BlobRecord> visit, BooleanSupplier goOn) {
    Scan scan = Scan.of(Keys.BLOBS, Bytes.EMPTY, PAGE);
    Optional<Bytes> next = Optional.of(Bytes.EMPTY);
    while (next.isPresent()) {
      Page page = store.scan(scan.after(next.get()));
      for (Page.Item item : page.entries()) {
        if (!goOn.getAsBoolean()) {
          return;
        }
        BlobRecord record =
            Reads.parse(new Key(Keys.BLOBS, item.name()), item.entry(), BlobRecord.parser())
                .record();
        if (record.getReferences() > 0) {
          visit.accept(record);
        }
      }
      next = page.next();
    }
  }

  private @Nullable String fault(Blob blob, ByteBuffer buffer) {
    BlobId id = new BlobId(blob.getEpoch(), blob.getNumber());
    try (BlobReader reader = storage.open(id)) {
      if (reader.size() != blob.getSize()) {
        return "has %d bytes, not %d".formatted(reader.size(), blob.getSize());
      }
      CRC32C crc = new CRC32C();
      for (long at = 0; at < blob.getSize(); at += buffer.limit()) {
        buffer.clear().limit((int) Math.min(BUFFER, blob.getSize() - at));
        reader.read(buffer, at);
        crc.update(buffer.flip());
      }
      return (int) crc.getValue() == blob.getCrc32C()
          ? null
          : "its CRC32C is %08x, not %08x".formatted((int) crc.getValue(), blob.getCrc32C());
    } catch (IOException e) {
      return removedMeanwhile(blob, e) ? null : String.valueOf(e.getMessage());
    }
  }

  private boolean removedMeanwhile(Blob blob, IOException e) {
    return e instanceof StorageException failure
        && failure.error() == StorageError.NOT_FOUND
        && store
            .getAll(List.of(Keys.blob(blob)))
            .getFirst()
            .map(entry -> Reads.parse(Keys.blob(blob), entry, BlobRecord.parser()).record())
            .filter(record -> record.getReferences() > 0)
            .isEmpty();
  }
}

package io.sluice.manager.object;

import com.google.protobuf.ByteString;
import io.sluice.manager.record.BlobListRecord;
import io.sluice.manager.record.BlobRecord;
import io.sluice.manager.record.GarbageRecord;
import io.sluice.manager.record.Keys;
import io.sluice.manager.record.ObjectRecord;
import io.sluice.manager.request.Reads;
import io.sluice.manager.request.Versioned;
import io.sluice.protocol.Blob;
import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Transaction;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Keeps count of the objects that share blobs, in the transactions that change those objects. Bytes
 * that nothing refers to any more become garbage in the same transaction, and are removed later.
 */
public final class Contents {
  private final MetadataStore store;
  private final Clock clock;
  private final RandomGenerator random;

  public Contents(MetadataStore store, Clock clock, RandomGenerator random) {
    this.store = store;
    this.clock = clock;
    this.random = random;
  }

  /**
   * The key of the record that counts the references to an object's bytes; inline bytes have none.
   */
  private static Optional<Key> counter(ObjectRecord object) {
    return switch (object.getContentCase()) {
      case BLOB -> Optional.of(Keys.blob(object.getBlob()));
      case BLOB_LIST -> Optional.of(Keys.blobList(object.getBlobList()));
      case INLINE, CONTENT_NOT_SET -> Optional.empty();
    };
  }

  /** Whether two objects refer to the same blobs; inline bytes are each object's own. */
  static boolean sameBlobs(ObjectRecord one, ObjectRecord other) {
    Optional<Key> counter = counter(one);
    return counter.isPresent() && counter.equals(counter(other));
  }

  /** Reads the counters of several objects, to retain or release what they refer to. */
  Reads counters(Collection<Existing> objects) {
    List<Key> keys = new ArrayList<>();
    for (Existing object : objects) {
      counter(object.record()).filter(key -> !keys.contains(key)).ifPresent(keys::add);
    }
    return Reads.from(store, keys);
  }

  /**
   * One object more refers to the same blobs as this one. The transaction must require that this
   * one is unchanged: the blobs are as good as gone when nobody refers to them any more.
   */
  void retain(Transaction.Builder transaction, Existing object, Reads counters) {
    Optional<Key> counter = counter(object.record());
    if (counter.isPresent()) {
      count(transaction, object, counter.get(), counters, 1);
    }
  }

  /** This object, which the transaction removes or replaces, refers to its bytes no more. */
  void release(Transaction.Builder transaction, Existing object, Reads counters) {
    Optional<Key> counter = counter(object.record());
    if (counter.isPresent()) {
      count(transaction, object, counter.get(), counters, -1);
    } else {
      transaction.delete(Keys.inline(object.bucket(), object.key()));
    }
  }

  private void count(
      Transaction.Builder transaction, Existing object, Key key, Reads counters, int change) {
    if (object.record().hasBlob()) {
      Versioned<BlobRecord> blob =
          counters
              .get(key, BlobRecord.parser())
              .filter(found -> found.record().getReferences() > 0)
              .orElseThrow(() -> object.without(key, store));
      int references = blob.record().getReferences() + change;
      BlobRecord counted = blob.record().toBuilder().setReferences(references).build();
      transaction
          .requireUnchanged(key, blob.revision())
          .put(key, Bytes.wrap(counted.toByteArray()));
      if (references == 0) {
        discard(transaction, List.of(object.record().getBlob()));
      }
    } else {
      Versioned<BlobListRecord> list =
          counters.get(key, BlobListRecord.parser()).orElseThrow(() -> object.without(key, store));
      int references = list.record().getReferences() + change;
      transaction.requireUnchanged(key, list.revision());
      if (references == 0) {
        transaction.delete(key);
        discard(transaction, list.record().getList().getBlobsList());
      } else {
        BlobListRecord counted = list.record().toBuilder().setReferences(references).build();
        transaction.put(key, Bytes.wrap(counted.toByteArray()));
      }
    }
  }

  /** Leaves blobs that nothing refers to any more to be removed. */
  public void discard(Transaction.Builder transaction, List<Blob> blobs) {
    transaction.put(
        Keys.garbage(clock.millis(), random.nextLong()),
        Bytes.wrap(GarbageRecord.newBuilder().addAllBlobs(blobs).build().toByteArray()));
  }

  /**
   * A blob that one object, part or blob list refers to from now on; its epoch must still be under
   * lease.
   */
  public static void addBlob(
      Transaction.Builder transaction, Blob blob, String bucket, ByteString key) {
    BlobRecord record =
        BlobRecord.newBuilder()
            .setBlob(blob)
            .setReferences(1)
            .setBucket(bucket)
            .setKey(key)
            .build();
    Key name = Keys.blob(blob);
    transaction
        .requirePresent(Keys.epoch(blob.getEpoch()))
        .requireAbsent(name)
        .put(name, Bytes.wrap(record.toByteArray()));
  }
}

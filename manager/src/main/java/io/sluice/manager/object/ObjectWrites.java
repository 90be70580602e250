package io.sluice.manager.object;

import com.google.protobuf.ByteString;
import io.sluice.manager.bucket.Buckets;
import io.sluice.manager.record.BucketRecord;
import io.sluice.manager.record.InlineContent;
import io.sluice.manager.record.Keys;
import io.sluice.manager.record.ObjectRecord;
import io.sluice.manager.request.Attempts;
import io.sluice.manager.request.Reads;
import io.sluice.manager.request.Versioned;
import io.sluice.protocol.WriteCondition;
import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts an object in place of whatever is there: the one way in which an object comes to be, be it
 * by a PUT, a copy or the end of an upload.
 */
public final class ObjectWrites {
  private final MetadataStore store;
  private final Buckets buckets;
  private final Contents contents;
  private final Attempts attempts;

  public ObjectWrites(MetadataStore store, Buckets buckets, Contents contents) {
    this.store = store;
    this.buckets = buckets;
    this.contents = contents;
    this.attempts = new Attempts(store);
  }

  /** An object's place, and what is required of it. */
  public record Place(String bucket, ByteString key, WriteCondition condition) {
    List<Key> reads() {
      return List.of(Keys.bucket(bucket), Keys.object(bucket, key));
    }
  }

  /** What is to be there. */
  public interface Replacement {
    /**
     * The object's record, given what is read under the keys that were asked for; what else belongs
     * to it is added to the transaction.
     */
    ObjectRecord prepare(Transaction.Builder transaction, Reads reads);

    /**
     * Whether the record's blobs belong to another object already, and are shared with it from now
     * on.
     */
    default boolean sharesBlobs() {
      return false;
    }
  }

  /**
   * Commits it, however often it takes.
   *
   * @param more what the replacement reads besides the place
   * @param first what has been read already: the place, and {@code more}
   */
  public ObjectRecord put(Place place, List<Key> more, Reads first, Replacement replacement) {
    List<Key> keys = new ArrayList<>(place.reads());
    for (Key key : more) {
      if (!keys.contains(key)) {
        keys.add(key);
      }
    }
    return attempts.run(keys, first, reads -> attempt(place, reads, replacement));
  }

  private ObjectRecord attempt(Place place, Reads reads, Replacement replacement) {
    Versioned<BucketRecord> bucket = buckets.requireOpen(place.bucket(), reads);
    Optional<Versioned<ObjectRecord>> existing = Objects.find(place.bucket(), place.key(), reads);
    @Nullable ObjectRecord old = Objects.record(existing);
    Preconditions.check(place.condition(), old, place.key().toStringUtf8());

    Transaction.Builder transaction = Transaction.builder();
    transaction.requireUnchanged(Keys.bucket(place.bucket()), bucket.revision());
    Key key = Keys.object(place.bucket(), place.key());
    Objects.requireSame(transaction, key, existing);
    ObjectRecord record = replacement.prepare(transaction, reads);
    count(transaction, place, old, record, replacement.sharesBlobs());
    Objects.put(transaction, key, record);
    store.commit(transaction.build());
    return record;
  }

  private void count(
      Transaction.Builder transaction,
      Place place,
      @Nullable ObjectRecord old,
      ObjectRecord record,
      boolean shared) {
    if (old != null && Contents.sameBlobs(old, record)) {
      return;
    }
    if (shared) {
      contents.retain(transaction, record, contents.counters(List.of(record)));
    }
    boolean overwritten = old != null && old.hasInline() && record.hasInline();
    if (old != null && !overwritten) {
      contents.release(
          transaction, place.bucket(), place.key(), old, contents.counters(List.of(old)));
    }
  }

  /** Adds the bytes of a small object to its transaction. */
  static InlineContent putInline(
      Transaction.Builder transaction, String bucket, ByteString key, byte[] bytes) {
    transaction.put(Keys.inline(bucket, key), Bytes.wrap(bytes));
    return InlineContent.newBuilder().setCrc32C(Objects.crc32c(bytes)).build();
  }
}

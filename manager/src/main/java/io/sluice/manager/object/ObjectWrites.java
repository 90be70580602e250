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

    /** The object that the bytes are copied from, which must be there when this is committed. */
    default Optional<Existing> source(Reads reads) {
      return Optional.empty();
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
    @Nullable Existing old = Objects.find(place.bucket(), place.key(), reads).orElse(null);
    Preconditions.check(
        place.condition(), old == null ? null : old.record(), place.key().toStringUtf8());

    Transaction.Builder transaction = Transaction.builder();
    transaction.requireUnchanged(Keys.bucket(place.bucket()), bucket.revision());
    Key name = Keys.object(place.bucket(), place.key());
    if (old == null) {
      transaction.requireAbsent(name);
    } else {
      old.requireUnchanged(transaction);
    }
    ObjectRecord record = replacement.prepare(transaction, reads);
    @Nullable Existing source = replacement.source(reads).orElse(null);
    if (source != null && !source.name().equals(name)) {
      source.requireUnchanged(transaction);
    }
    count(transaction, old, record, source);
    Objects.put(transaction, name, record);
    store.commit(transaction.build());
    return record;
  }

  private void count(
      Transaction.Builder transaction,
      @Nullable Existing old,
      ObjectRecord record,
      @Nullable Existing source) {
    if (old != null && Contents.sameBlobs(old.record(), record)) {
      return;
    }
    if (source != null) {
      contents.retain(transaction, source, contents.counters(List.of(source)));
    }
    boolean overwritten = old != null && old.record().hasInline() && record.hasInline();
    if (old != null && !overwritten) {
      contents.release(transaction, old, contents.counters(List.of(old)));
    }
  }

  /** Adds the bytes of a small object to its transaction. */
  static InlineContent putInline(
      Transaction.Builder transaction, String bucket, ByteString key, byte[] bytes) {
    transaction.put(Keys.inline(bucket, key), Bytes.wrap(bytes));
    return InlineContent.newBuilder().setCrc32C(Objects.crc32c(bytes)).build();
  }
}

package io.sluice.manager.object;

import com.google.protobuf.ByteString;
import io.sluice.manager.record.Keys;
import io.sluice.manager.record.ObjectRecord;
import io.sluice.manager.request.Attempts;
import io.sluice.manager.request.Reads;
import io.sluice.protocol.Blob;
import io.sluice.protocol.client.Etags;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Transaction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Removes objects, one or several to a transaction. */
final class ObjectDeletes {
  /** So many objects, each with its counter and its garbage, fit into a transaction. */
  private static final int BATCH = 24;

  private final MetadataStore store;
  private final Contents contents;
  private final Attempts attempts;

  ObjectDeletes(MetadataStore store, Contents contents) {
    this.store = store;
    this.contents = contents;
    this.attempts = new Attempts(store);
  }

  /** Removes one object, if it has the ETag that is asked for or is not there. */
  void delete(String bucket, ByteString key, String ifMatch, Reads first) {
    attempts.run(
        List.of(Keys.object(bucket, key)),
        first,
        reads -> {
          Optional<Existing> found = Objects.find(bucket, key, reads);
          found.ifPresent(object -> requireMatch(ifMatch, object.record()));
          commit(found.stream().toList());
          return true;
        });
  }

  /** Removes many objects; each that is there when its turn comes. */
  void deleteAll(String bucket, List<ByteString> keys) {
    List<ByteString> distinct = keys.stream().distinct().toList();
    for (int from = 0; from < distinct.size(); from += BATCH) {
      List<ByteString> batch = distinct.subList(from, Math.min(from + BATCH, distinct.size()));
      List<Key> names = batch.stream().map(key -> Keys.object(bucket, key)).toList();
      attempts.run(
          names,
          Reads.from(store, names),
          reads -> {
            commitTogether(
                batch.stream().flatMap(key -> Objects.find(bucket, key, reads).stream()).toList());
            return true;
          });
    }
  }

  /**
   * Copies of one object share a counter, which a transaction can change only once: those go one by
   * one. So do objects that were uploaded in parts, whose lists together could be too much for a
   * transaction.
   */
  private void commitTogether(List<Existing> objects) {
    Set<Blob> blobs = new HashSet<>();
    List<Existing> together = new ArrayList<>();
    for (Existing object : objects) {
      boolean alone =
          object.record().hasBlobList()
              || (object.record().hasBlob() && !blobs.add(object.record().getBlob()));
      if (alone) {
        commit(List.of(object));
      } else {
        together.add(object);
      }
    }
    commit(together);
  }

  private void commit(List<Existing> objects) throws ConditionFailedException {
    if (objects.isEmpty()) {
      return;
    }
    Reads counters = contents.counters(objects);
    Transaction.Builder transaction = Transaction.builder();
    for (Existing object : objects) {
      object.requireUnchanged(transaction);
      transaction.delete(object.name());
      contents.release(transaction, object, counters);
    }
    store.commit(transaction.build());
  }

  private static void requireMatch(String ifMatch, ObjectRecord object) {
    if (!ifMatch.isEmpty() && !Etags.matches(ifMatch, Etags.of(object.getInfo()))) {
      throw Preconditions.failed("If-Match");
    }
  }
}

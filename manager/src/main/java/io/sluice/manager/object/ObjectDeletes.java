package io.sluice.manager.object;

import com.google.protobuf.ByteString;
import io.sluice.manager.record.Keys;
import io.sluice.manager.record.ObjectRecord;
import io.sluice.manager.request.Attempts;
import io.sluice.manager.request.Reads;
import io.sluice.manager.request.Versioned;
import io.sluice.protocol.client.Etags;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Transaction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Removes objects, one or several to a transaction. */
final class ObjectDeletes {
  /** So many objects, each with four entries at most, fit into a transaction. */
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
          Optional<Versioned<ObjectRecord>> found = Objects.find(bucket, key, reads);
          found.ifPresent(object -> requireMatch(ifMatch, object.record()));
          commit(bucket, found.map(object -> Map.of(key, object)).orElse(Map.of()));
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
            Map<ByteString, Versioned<ObjectRecord>> there = new LinkedHashMap<>();
            for (ByteString key : batch) {
              Objects.find(bucket, key, reads).ifPresent(object -> there.put(key, object));
            }
            commitShared(bucket, there);
            return true;
          });
    }
  }

  /**
   * Copies of one object share a counter, which a transaction can change only once: those go one by
   * one.
   */
  private void commitShared(String bucket, Map<ByteString, Versioned<ObjectRecord>> there) {
    List<Object> counters = new ArrayList<>();
    Map<ByteString, Versioned<ObjectRecord>> together = new LinkedHashMap<>();
    for (Map.Entry<ByteString, Versioned<ObjectRecord>> entry : there.entrySet()) {
      ObjectRecord object = entry.getValue().record();
      Object counter = object.hasBlob() ? Keys.blob(object.getBlob()) : object.getBlobList();
      if (!object.hasInline() && counters.contains(counter)) {
        commit(bucket, Map.of(entry.getKey(), entry.getValue()));
      } else {
        counters.add(counter);
        together.put(entry.getKey(), entry.getValue());
      }
    }
    commit(bucket, together);
  }

  private void commit(String bucket, Map<ByteString, Versioned<ObjectRecord>> objects)
      throws ConditionFailedException {
    if (objects.isEmpty()) {
      return;
    }
    Reads counters = contents.counters(objects.values().stream().map(Versioned::record).toList());
    Transaction.Builder transaction = Transaction.builder();
    objects.forEach(
        (key, object) -> {
          Key name = Keys.object(bucket, key);
          transaction.requireUnchanged(name, object.revision()).delete(name);
          contents.release(transaction, bucket, key, object.record(), counters);
        });
    store.commit(transaction.build());
  }

  private static void requireMatch(String ifMatch, ObjectRecord object) {
    if (!ifMatch.isEmpty() && !Etags.matches(ifMatch, Etags.of(object.getInfo()))) {
      throw Preconditions.failed("If-Match");
    }
  }
}

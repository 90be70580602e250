package io.sluice.manager.object;

import com.google.protobuf.ByteString;
import io.sluice.manager.record.Keys;
import io.sluice.manager.record.ObjectRecord;
import io.sluice.manager.request.Attempts;
import io.sluice.manager.request.Once;
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
import java.util.function.Consumer;

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

  /**
   * Removes one object, if it has the ETag that is asked for or is not there.
   *
   * @param also adds to the transaction, if there is one: nothing is committed where nothing is
   *     there
   */
  void delete(
      String bucket,
      ByteString key,
      String ifMatch,
      Reads first,
      Consumer<Transaction.Builder> also) {
    attempts.run(
        List.of(Keys.object(bucket, key)),
        first,
        reads -> {
          Optional<Existing> found = Objects.find(bucket, key, reads);
          found.ifPresent(object -> requireMatch(ifMatch, object.record()));
          commit(found.stream().toList(), also);
          return true;
        });
  }

  /**
   * Removes many objects; each that is there when its turn comes, and each once: what was put in
   * place of one that was deleted before, by the same request, stays.
   */
  void deleteAll(String bucket, List<ByteString> keys, Once once) {
    boolean more = true;
    while (more) {
      try {
        Set<ByteString> before = once.deletedBefore(store);
        deleteOnce(
            bucket, keys.stream().distinct().filter(key -> !before.contains(key)).toList(), once);
        more = false;
      } catch (ConditionFailedException e) {
        if (!Once.doneBefore(e)) {
          throw e;
        }
        // the same request is being done by somebody else as well
      }
    }
  }

  private void deleteOnce(String bucket, List<ByteString> distinct, Once once) {
    for (int from = 0; from < distinct.size(); from += BATCH) {
      List<ByteString> batch = distinct.subList(from, Math.min(from + BATCH, distinct.size()));
      List<Key> names = batch.stream().map(key -> Keys.object(bucket, key)).toList();
      attempts.run(
          names,
          Reads.from(store, names),
          reads -> {
            commitTogether(
                batch.stream().flatMap(key -> Objects.find(bucket, key, reads).stream()).toList(),
                once);
            return true;
          });
    }
  }

  /**
   * Copies of one object share a counter, which a transaction can change only once: those go one by
   * one. So do objects that were uploaded in parts, whose lists together could be too much for a
   * transaction.
   */
  private void commitTogether(List<Existing> objects, Once once) {
    Set<Blob> blobs = new HashSet<>();
    List<Existing> together = new ArrayList<>();
    for (Existing object : objects) {
      boolean alone =
          object.record().hasBlobList()
              || (object.record().hasBlob() && !blobs.add(object.record().getBlob()));
      if (alone) {
        commitStep(List.of(object), once);
      } else {
        together.add(object);
      }
    }
    commitStep(together, once);
  }

  private void commitStep(List<Existing> objects, Once once) {
    commit(
        objects,
        transaction ->
            once.rememberDeleted(transaction, objects.stream().map(Existing::key).toList()));
  }

  private void commit(List<Existing> objects, Consumer<Transaction.Builder> also)
      throws ConditionFailedException {
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
    also.accept(transaction);
    store.commit(transaction.build());
  }

  private static void requireMatch(String ifMatch, ObjectRecord object) {
    if (!ifMatch.isEmpty() && !Etags.matches(ifMatch, Etags.of(object.getInfo()))) {
      throw Preconditions.failed("If-Match");
    }
  }
}

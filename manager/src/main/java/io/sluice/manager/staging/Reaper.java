package io.sluice.manager.staging;

import io.sluice.manager.record.EpochRecord;
import io.sluice.manager.record.GarbageRecord;
import io.sluice.manager.record.Keys;
import io.sluice.manager.request.Reads;
import io.sluice.protocol.Blob;
import io.sluice.storage.BlobId;
import io.sluice.storage.BlobStorage;
import io.sluice.store.Bytes;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.Limits;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.Transaction;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes blobs that nothing refers to: those that were staged and never committed, once the lease
 * of their epoch has run out, and those that were discarded, once nobody can be reading them any
 * more. It can be interrupted anywhere and goes on where it was.
 */
public final class Reaper {
  private static final Logger LOG = LoggerFactory.getLogger(Reaper.class);
  private static final int PAGE = 1_000;

  private final MetadataStore store;
  private final BlobStorage storage;
  private final Clock clock;
  private final Duration grace;

  /**
   * Takes the parts that it needs.
   *
   * @param grace for how long after a blob was discarded somebody may still begin to read it
   */
  public Reaper(MetadataStore store, BlobStorage storage, Clock clock, Duration grace) {
    this.store = store;
    this.storage = storage;
    this.clock = clock;
    this.grace = grace;
  }

  /**
   * Looks for blobs that came, or came back, after their epoch had been swept: staged by a gateway
   * that was held up for longer than its lease and then killed, or deleted just before the machine
   * lost power. It reads all names that there are, so it is done once after a start.
   */
  public void reapForgotten(BooleanSupplier goOn) throws IOException {
    long last = store.get(Keys.LAST_EPOCH).map(entry -> Keys.epochOf(entry.value())).orElse(0L);
    for (long epoch : storage.epochs()) {
      if (!goOn.getAsBoolean()) {
        return;
      }
      // what this store never leased is not its to remove
      if (epoch <= last && store.get(Keys.epoch(epoch)).isEmpty()) {
        reap(epoch);
      }
    }
  }

  /** Removes all that can be removed now, for as long as it may go on. */
  public void reap(BooleanSupplier goOn) throws IOException {
    expireEpochs(goOn);
    sweepExpiredEpochs(goOn);
    removeGarbage(goOn);
  }

  private void expireEpochs(BooleanSupplier goOn) {
    for (Page.Item item : scanAll(Scan.of(Keys.EPOCHS, Bytes.EMPTY, PAGE), goOn)) {
      Key key = new Key(Keys.EPOCHS, item.name());
      EpochRecord record = Reads.parse(key, item.entry(), EpochRecord.parser()).record();
      if (record.getExpiresMillis() >= clock.millis()) {
        continue;
      }
      try {
        store.commit(
            Transaction.builder()
                .requireUnchanged(key, item.entry().revision())
                .delete(key)
                .put(Keys.expiredEpoch(Keys.epochOf(item.name())), item.entry().value())
                .build());
      } catch (ConditionFailedException e) {
        // renewed after all
      }
    }
  }

  private void sweepExpiredEpochs(BooleanSupplier goOn) throws IOException {
    for (Page.Item item : scanAll(Scan.of(Keys.EXPIRED_EPOCHS, Bytes.EMPTY, PAGE), goOn)) {
      reap(Keys.epochOf(item.name()));
      store.commit(Transaction.builder().delete(new Key(Keys.EXPIRED_EPOCHS, item.name())).build());
    }
  }

  private void reap(long epoch) throws IOException {
    int reaped = sweep(epoch);
    if (reaped > 0) {
      LOG.info("reaped {} blobs of epoch {} that were staged and never committed", reaped, epoch);
    }
    storage.removeEpoch(epoch);
  }

  private int sweep(long epoch) throws IOException {
    int reaped = 0;
    List<BlobId> batch = new ArrayList<>();
    try (Stream<BlobId> blobs = storage.blobs(epoch)) {
      for (BlobId blob : (Iterable<BlobId>) blobs::iterator) {
        batch.add(blob);
        if (batch.size() == Limits.TRANSACTION_ITEMS) {
          reaped += removeUncommitted(batch);
          batch.clear();
        }
      }
    }
    return reaped + removeUncommitted(batch);
  }

  private int removeUncommitted(List<BlobId> blobs) throws IOException {
    if (blobs.isEmpty()) {
      return 0;
    }
    List<Optional<Entry>> records =
        store.getAll(blobs.stream().map(blob -> Keys.blob(blob.epoch(), blob.number())).toList());
    int removed = 0;
    for (int i = 0; i < blobs.size(); i++) {
      if (records.get(i).isEmpty()) {
        storage.delete(blobs.get(i));
        removed++;
      }
    }
    return removed;
  }

  private void removeGarbage(BooleanSupplier goOn) throws IOException {
    long before = clock.millis() - grace.toMillis();
    TreeSet<Long> epochs = new TreeSet<>();
    for (Page.Item item : scanAll(Scan.of(Keys.GARBAGE, Bytes.EMPTY, PAGE), goOn)) {
      if (Keys.garbageMillis(item.name()) > before) {
        break;
      }
      Key key = new Key(Keys.GARBAGE, item.name());
      GarbageRecord garbage = Reads.parse(key, item.entry(), GarbageRecord.parser()).record();
      remove(garbage.getBlobsList());
      store.commit(Transaction.builder().delete(key).build());
      garbage.getBlobsList().forEach(blob -> epochs.add(blob.getEpoch()));
    }
    for (long epoch : epochs) {
      if (store.get(Keys.epoch(epoch)).isEmpty()) {
        storage.removeEpoch(epoch);
      }
    }
  }

  /**
   * The records first, so that every record's bytes are there; bytes without a record are found
   * again by their garbage.
   */
  private void remove(List<Blob> blobs) throws IOException {
    for (int from = 0; from < blobs.size(); from += Limits.TRANSACTION_ITEMS) {
      List<Blob> some =
          blobs.subList(from, Math.min(from + Limits.TRANSACTION_ITEMS, blobs.size()));
      Transaction.Builder transaction = Transaction.builder();
      some.forEach(blob -> transaction.delete(Keys.blob(blob)));
      store.commit(transaction.build());
      for (Blob blob : some) {
        storage.delete(new BlobId(blob.getEpoch(), blob.getNumber()));
      }
    }
  }

  /** The entries of one page after the other, as they are when their page is read. */
  private Iterable<Page.Item> scanAll(Scan scan, BooleanSupplier goOn) {
    return () ->
        Stream.iterate(
                store.scan(scan),
                page -> page != null && goOn.getAsBoolean(),
                page -> page.next().map(next -> store.scan(scan.after(next))).orElse(null))
            .flatMap(page -> page.entries().stream())
            .iterator();
  }
}

package io.sluice.manager.staging;

import io.sluice.manager.record.EpochRecord;
import io.sluice.manager.record.Keys;
import io.sluice.manager.request.Attempts;
import io.sluice.manager.request.Reads;
import io.sluice.manager.request.Refusal;
import io.sluice.manager.request.Versioned;
import io.sluice.protocol.Epoch;
import io.sluice.protocol.Failure;
import io.sluice.protocol.Reply;
import io.sluice.store.Bytes;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Transaction;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The leases under which gateways stage blobs. An epoch that is under lease has an entry, which
 * every transaction requires that commits a blob of it; so when the entry is gone, no blob of the
 * epoch can be committed any more.
 */
public final class Epochs {
  private final MetadataStore store;
  private final Attempts attempts;
  private final Clock clock;
  private final Duration lease;

  public Epochs(MetadataStore store, Clock clock, Duration lease) {
    this.store = store;
    this.attempts = new Attempts(store);
    this.clock = clock;
    this.lease = lease;
  }

  /** Gives an epoch that nobody ever had. */
  public Reply lease() {
    List<Key> keys = List.of(Keys.LAST_EPOCH);
    long epoch =
        attempts.run(
            keys,
            Reads.from(store, keys),
            reads -> {
              Optional<Entry> last = reads.entry(Keys.LAST_EPOCH);
              long next = last.map(entry -> Keys.epochOf(entry.value()) + 1).orElse(1L);
              Transaction.Builder transaction = Transaction.builder();
              last.ifPresentOrElse(
                  entry -> transaction.requireUnchanged(Keys.LAST_EPOCH, entry.revision()),
                  () -> transaction.requireAbsent(Keys.LAST_EPOCH));
              store.commit(
                  transaction
                      .put(Keys.LAST_EPOCH, Keys.number(next))
                      .put(Keys.epoch(next), expiry())
                      .build());
              return next;
            });
    return reply(epoch);
  }

  /**
   * Begins a lease anew.
   *
   * @throws Refusal NO_SUCH_EPOCH if it has run out
   */
  public Reply renew(long epoch) {
    Key key = Keys.epoch(epoch);
    List<Key> keys = List.of(key);
    attempts.run(
        keys,
        Reads.from(store, keys),
        reads -> {
          Versioned<EpochRecord> found =
              reads
                  .get(key, EpochRecord.parser())
                  .orElseThrow(
                      () ->
                          Refusal.of(
                              Failure.Code.NO_SUCH_EPOCH, "the lease of the epoch has run out"));
          return store.commit(
              Transaction.builder()
                  .requireUnchanged(key, found.revision())
                  .put(key, expiry())
                  .build());
        });
    return reply(epoch);
  }

  private Reply reply(long epoch) {
    return Reply.newBuilder()
        .setEpoch(Epoch.newBuilder().setEpoch(epoch).setLeaseMillis(lease.toMillis()))
        .build();
  }

  private Bytes expiry() {
    return Bytes.wrap(
        EpochRecord.newBuilder()
            .setExpiresMillis(clock.millis() + lease.toMillis())
            .build()
            .toByteArray());
  }
}

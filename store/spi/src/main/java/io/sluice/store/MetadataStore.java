package io.sluice.store;

import java.util.List;
import java.util.Optional;

/**
 * An ordered, transactional key-value store: all that an engine implements. Everything else is
 * written once, above it; caching, retries, metrics and tracing are decorators.
 *
 * <p>All commits are serialisable, and in one order for all readers: a read that starts after a
 * commit returned sees it. Any number of threads may call at once. What fails for a reason of the
 * engine's throws {@link StoreException}; after {@link #close} every call does, with {@link
 * StoreError#CLOSED}.
 */
public interface MetadataStore extends AutoCloseable {
  /** How large names, values and transactions may be. */
  Limits limits();

  /** The entry under a key, as of the latest commit. */
  Optional<Entry> get(Key key);

  /**
   * The entries under several keys, in their order, all as of one moment.
   *
   * @param keys 1 to {@link Limits#TRANSACTION_ITEMS}, each once
   */
  List<Optional<Entry>> getAll(List<Key> keys);

  /** The next page of a scan, as of one moment; see {@link Scan} for what belongs to it. */
  Page scan(Scan scan);

  /**
   * Checks all conditions and makes all changes, or none.
   *
   * <p>When it returns, the changes are durable: they survive the end of the process and of the
   * machine. If it throws {@link StoreException}, nothing was changed, but for {@link
   * StoreError#UNAVAILABLE} and {@link StoreError#CLOSED}, where that is not known.
   *
   * @return the revision that every entry now has that was put. No other commit of this store ever
   *     returned or returns it, so an entry that is still {@linkplain Condition.Unchanged
   *     unchanged} has been so all the time; it says nothing about order
   * @throws ConditionFailedException if a condition does not hold
   */
  long commit(Transaction transaction);

  /**
   * Waits for the commits that are under way, refuses further ones, and releases everything. May be
   * called again.
   */
  @Override
  void close();
}

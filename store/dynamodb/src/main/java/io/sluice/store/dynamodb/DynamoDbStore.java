package io.sluice.store.dynamodb;

import io.sluice.store.Bytes;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.Limits;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import io.sluice.store.Transaction;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * A metadata store in a table of DynamoDB, which any number of processes may have open.
 *
 * <p>Every commit is one TransactWriteItems, which is sent again after a lost answer without being
 * done again. Reads are transactions too, or are made as of one moment by {@link Scans}. Requests
 * that DynamoDB throttles are repeated for as long as the {@linkplain DynamoDbOptions#patience
 * patience} lasts; then the call fails with {@code THROTTLED}.
 */
public final class DynamoDbStore implements MetadataStore {
  /** Pieces are removed a good while after they were replaced; so many reads do not miss them. */
  private static final int READS = 5;

  private final DynamoDbClient client;
  private final Tally tally = new Tally();
  private final Calls calls;
  private final Requests requests;
  private final Pieces pieces;
  private final Tidier tidier;
  private final Commits commits;
  private final Scans scans;

  /** Held for reading by every call, and for writing by whoever closes. */
  private final ReadWriteLock use = new ReentrantReadWriteLock();

  private boolean closed;

  private DynamoDbStore(DynamoDbClient client, DynamoDbOptions options) {
    this.client = client;
    calls = new Calls(options.table(), options.patience(), tally);
    requests = new Requests(client, options.table(), calls, tally);
    pieces = new Pieces(requests, new SecureRandom());
    tidier = new Tidier(requests, pieces, tally, options.linger());
    commits = new Commits(requests, options.table(), new Revisions(requests), pieces, tidier);
    scans = new Scans(requests, calls, tidier, tally, options.patience(), options.linger());
  }

  /**
   * Opens the store in a table, which is made first if there is none and the options say so.
   *
   * @throws StoreException with {@code NOT_ACCESSIBLE} if there is no such table or it may not be
   *     used, and with {@code UNKNOWN_FORMAT} if something else is in it
   */
  public static DynamoDbStore open(DynamoDbOptions options) {
    return open(Clients.connect(options), options);
  }

  /** Takes the client over. */
  static DynamoDbStore open(DynamoDbClient client, DynamoDbOptions options) {
    DynamoDbStore store = new DynamoDbStore(client, options);
    try {
      new TableSetup(client, options, store.calls, store.requests).prepare();
      store.tidier.start();
      return store;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** What this store has done since it was opened. */
  public DynamoDbStatistics statistics() {
    return tally.statistics();
  }

  /** Removes what was staged so long ago and never committed. */
  void sweep(Duration age) {
    using(
        () -> {
          tidier.sweep(System.currentTimeMillis(), age);
          return true;
        });
  }

  @Override
  public Limits limits() {
    return Layout.LIMITS;
  }

  @Override
  public Optional<Entry> get(Key key) {
    return getAll(List.of(key)).getFirst();
  }

  @Override
  public List<Optional<Entry>> getAll(List<Key> keys) {
    Layout.LIMITS.check(keys);
    return using(() -> wholly(() -> entriesOf(keys)));
  }

  /** Empty if a value was replaced and its pieces removed before they were read. */
  private Optional<List<Optional<Entry>>> entriesOf(List<Key> keys) {
    List<Optional<Row>> rows = requests.rows(keys);
    List<Row> live = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      Key key = keys.get(i);
      rows.get(i).ifPresent(row -> tidier.seen(key, row));
      rows.get(i).filter(row -> !row.gone()).ifPresent(live::add);
    }
    return values(live)
        .map(
            values ->
                rows.stream()
                    .map(found -> found.filter(row -> !row.gone()).map(row -> entry(row, values)))
                    .toList());
  }

  private static Entry entry(Row row, Map<PiecesRef, Bytes> values) {
    return new Entry(
        row.pieces().map(ref -> values.getOrDefault(ref, Bytes.EMPTY)).orElse(row.value()),
        row.revision());
  }

  /** The values in pieces; empty if not all of these are there. */
  private Optional<Map<PiecesRef, Bytes>> values(List<Row> rows) {
    List<PiecesRef> refs = rows.stream().flatMap(row -> row.pieces().stream()).toList();
    if (refs.isEmpty()) {
      return Optional.of(Map.of());
    }
    Map<PiecesRef, Bytes> values = pieces.load(refs);
    return values.keySet().containsAll(refs) ? Optional.of(values) : Optional.empty();
  }

  private static <T> T wholly(Supplier<Optional<T>> read) {
    for (int i = 0; i < READS; i++) {
      Optional<T> result = read.get();
      if (result.isPresent()) {
        return result.get();
      }
    }
    throw new StoreException(
        StoreError.CORRUPT, "pieces of a value are missing in the table; restore it from a backup");
  }

  @Override
  public Page scan(Scan scan) {
    return using(() -> wholly(() -> pageOf(scan)));
  }

  private Optional<Page> pageOf(Scan scan) {
    Scans.Result result = scans.read(scan);
    List<Row> rows = new ArrayList<>();
    for (Page.Item item : result.page().entries()) {
      rows.add(result.row(item.name()));
    }
    return values(rows)
        .map(
            values ->
                new Page(
                    rows.stream()
                        .map(row -> new Page.Item(row.name(), entry(row, values)))
                        .toList(),
                    result.page().commonPrefixes(),
                    result.page().next()));
  }

  @Override
  public long commit(Transaction transaction) {
    Layout.LIMITS.check(transaction);
    return using(
        () -> {
          try {
            long revision = commits.commit(transaction);
            tally.commits.increment();
            return revision;
          } catch (ConditionFailedException e) {
            tally.conflicts.increment();
            throw e;
          } catch (StoreException e) {
            tally.failures.increment();
            throw e;
          }
        });
  }

  private <T> T using(Supplier<T> call) {
    use.readLock().lock();
    try {
      if (closed || calls.isClosing()) {
        throw Calls.closed();
      }
      return call.get();
    } finally {
      use.readLock().unlock();
    }
  }

  @Override
  public void close() {
    calls.close();
    use.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        tidier.close();
        client.close();
      }
    } finally {
      use.writeLock().unlock();
    }
  }
}

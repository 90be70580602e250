package io.sluice.store.dynamodb;

import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.Limits;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import io.sluice.store.Table;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Reads pages as of one moment, which DynamoDB itself does for a hundred items at most.
 *
 * <p>A page is read twice. What has the same revision both times had it all the time between, for a
 * revision is never used again; and as tombstones stay for a while, a name that is in neither
 * reading has not been there in between either. So if nothing differs, the page is as of the moment
 * between the readings. Where revisions differ, but not the names, those entries are read by one
 * transaction, and everything else once more: then the page is as of the moment of that
 * transaction.
 */
final class Scans {
  private static final Duration PAUSE = Duration.ofMillis(5);
  private static final int ATTEMPTS_WITHOUT_PAUSE = 3;

  private final Requests requests;
  private final Calls calls;
  private final Tidier tidier;
  private final Tally tally;
  private final Duration patience;
  private final Duration window;

  /**
   * @param linger for how long tombstones stay
   */
  Scans(
      Requests requests,
      Calls calls,
      Tidier tidier,
      Tally tally,
      Duration patience,
      Duration linger) {
    this.requests = requests;
    this.calls = calls;
    this.tidier = tidier;
    this.tally = tally;
    this.patience = patience;
    window = linger.dividedBy(2);
  }

  /** A page without values and revisions, and the rows that have them. */
  record Result(Page page, Map<Bytes, Row> rows) {
    Row row(Bytes name) {
      return Objects.requireNonNull(rows.get(name));
    }
  }

  Result read(Scan scan) {
    Deadline deadline = new Deadline(patience);
    Set<Bytes> restless = new LinkedHashSet<>();
    for (int attempt = 0; ; attempt++) {
      Optional<Result> result = attempt(scan, restless);
      if (result.isPresent()) {
        return result.get();
      }
      tally.repeatedScans.increment();
      if (deadline.isOver()) {
        throw new StoreException(
            StoreError.THROTTLED,
            "names of the table %s change faster than a page of %d can be read; try again later, or"
                    .formatted(scan.table(), scan.limit())
                + " read smaller pages");
      }
      if (attempt >= ATTEMPTS_WITHOUT_PAUSE) {
        calls.pause(PAUSE, attempt - ATTEMPTS_WITHOUT_PAUSE, deadline);
      }
    }
  }

  /** Empty if too much changed meanwhile; what did is added to the restless names. */
  private Optional<Result> attempt(Scan scan, Set<Bytes> restless) {
    Deadline valid = new Deadline(window);
    Pass first = Pass.withValues(requests, scan);
    first.seen().forEach((name, row) -> tidier.seen(new Key(scan.table(), name), row));
    restless.retainAll(first.seen().keySet());
    if (restless.isEmpty()) {
      Pass second = Pass.withoutValues(requests, scan);
      restless.addAll(first.changedIn(second));
      if (restless.isEmpty()) {
        boolean same = first.hasSameNamesAs(second) && !valid.isOver();
        return same ? Optional.of(new Result(first.page(), first.seen())) : Optional.empty();
      }
    }
    if (restless.size() > Limits.TRANSACTION_ITEMS) {
      restless.clear();
      return Optional.empty();
    }
    Map<Bytes, Row> rows = new HashMap<>(first.seen());
    boolean settled = fix(scan.table(), restless, rows);
    Pass last = Pass.withoutValues(requests, scan);
    boolean more = restless.addAll(first.changedIn(last));
    return settled && !more && first.hasSameNamesAs(last) && !valid.isOver()
        ? Optional.of(new Result(first.page(), rows))
        : Optional.empty();
  }

  /**
   * Replaces rows by what they are at one moment.
   *
   * @return whether what is an entry is still one, and what is a tombstone too
   */
  private boolean fix(Table table, Set<Bytes> names, Map<Bytes, Row> rows) {
    List<Key> keys = names.stream().map(name -> new Key(table, name)).toList();
    for (Optional<Row> found : requests.rows(keys)) {
      if (found.isEmpty()) {
        return false;
      }
      Row row = found.get();
      Row before = rows.put(row.name(), row);
      if (before == null || before.gone() != row.gone()) {
        return false;
      }
    }
    return true;
  }
}

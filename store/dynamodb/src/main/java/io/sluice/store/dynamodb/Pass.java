package io.sluice.store.dynamodb;

import io.sluice.store.Bytes;
import io.sluice.store.Cursor;
import io.sluice.store.Entry;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One pass over what a scan reads, and a record of all that its result depends on: every item that
 * was looked at, tombstones too. Each item is as of some moment of the pass, but not all of one.
 */
final class Pass {
  private final Map<Bytes, Row> seen = new LinkedHashMap<>();
  private final Page page;

  private Pass(Requests requests, Scan scan, boolean values) {
    page = Page.read(scan, new RecordingCursor(requests, scan, values));
  }

  static Pass withValues(Requests requests, Scan scan) {
    return new Pass(requests, scan, true);
  }

  static Pass withoutValues(Requests requests, Scan scan) {
    return new Pass(requests, scan, false);
  }

  /** The result; the values in it are to be taken from the rows. */
  Page page() {
    return page;
  }

  Map<Bytes, Row> seen() {
    return seen;
  }

  /** Whether both saw the same names, and of each the same: an entry or a tombstone. */
  boolean hasSameNamesAs(Pass other) {
    if (seen.size() != other.seen.size()) {
      return false;
    }
    for (Row row : seen.values()) {
      Row same = other.seen.get(row.name());
      if (same == null || same.gone() != row.gone()) {
        return false;
      }
    }
    return true;
  }

  /** The names that both saw, with different revisions. */
  List<Bytes> changedIn(Pass other) {
    List<Bytes> changed = new ArrayList<>();
    for (Row row : seen.values()) {
      Row same = other.seen.get(row.name());
      if (same != null && same.revision() != row.revision()) {
        changed.add(row.name());
      }
    }
    return changed;
  }

  /** Passes over tombstones, and over what lies behind a common prefix if it can. */
  private final class RecordingCursor implements Cursor {
    /** After a seek it is not known how many names more are wanted. */
    private static final int BATCH_AFTER_SEEK = 32;

    private final Requests requests;
    private final Scan scan;
    private final boolean values;
    private final Optional<Bytes> end;
    private @Nullable Rows rows;
    private @Nullable Row row;

    RecordingCursor(Requests requests, Scan scan, boolean values) {
      this.requests = requests;
      this.scan = scan;
      this.values = values;
      end = scan.prefix().afterPrefix();
    }

    @Override
    public boolean seek(Bytes name) {
      if (rows == null || !rows.skipTo(name)) {
        int batch = scan.delimiter().isEmpty() ? scan.limit() + 1 : BATCH_AFTER_SEEK;
        rows = new Rows(requests, scan.table(), name, end, values, batch);
      }
      return next();
    }

    @Override
    public boolean next() {
      Rows walk = rows;
      do {
        row = walk == null ? null : walk.next();
        if (row != null) {
          seen.put(row.name(), row);
        }
      } while (row != null && row.gone());
      return row != null;
    }

    @Override
    public Bytes name() {
      return current().name();
    }

    @Override
    public Entry entry() {
      return new Entry(Bytes.EMPTY, current().revision());
    }

    private Row current() {
      if (row == null) {
        throw new IllegalStateException("the cursor is not at a name");
      }
      return row;
    }
  }
}

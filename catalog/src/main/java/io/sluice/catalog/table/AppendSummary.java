package io.sluice.catalog.table;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.jspecify.annotations.Nullable;

/** What the summary of a snapshot says of an append. */
final class AppendSummary {
  /** The totals that a snapshot carries on from its parent, and what it adds to each. */
  private static final Map<String, String> TOTALS =
      Map.of(
          SnapshotSummary.TOTAL_RECORDS_PROP, SnapshotSummary.ADDED_RECORDS_PROP,
          SnapshotSummary.TOTAL_FILE_SIZE_PROP, SnapshotSummary.ADDED_FILE_SIZE_PROP,
          SnapshotSummary.TOTAL_DATA_FILES_PROP, SnapshotSummary.ADDED_FILES_PROP,
          SnapshotSummary.TOTAL_DELETE_FILES_PROP, SnapshotSummary.ADDED_DELETE_FILES_PROP,
          SnapshotSummary.TOTAL_POS_DELETES_PROP, SnapshotSummary.ADDED_POS_DELETES_PROP,
          SnapshotSummary.TOTAL_EQ_DELETES_PROP, SnapshotSummary.ADDED_EQ_DELETES_PROP);

  /** What no append has. */
  private static final List<String> CHANGES =
      List.of(
          SnapshotSummary.DELETED_FILES_PROP,
          SnapshotSummary.DELETED_RECORDS_PROP,
          SnapshotSummary.REMOVED_FILE_SIZE_PROP,
          SnapshotSummary.ADDED_DELETE_FILES_PROP,
          SnapshotSummary.REMOVED_DELETE_FILES_PROP,
          SnapshotSummary.ADDED_POS_DELETES_PROP,
          SnapshotSummary.REMOVED_POS_DELETES_PROP,
          SnapshotSummary.ADDED_EQ_DELETES_PROP,
          SnapshotSummary.REMOVED_EQ_DELETES_PROP,
          SnapshotSummary.REPLACE_PARTITIONS_PROP);

  private static final String MANIFESTS_KEPT = "manifests-kept";

  private AppendSummary() {}

  static boolean isAppend(Snapshot snapshot) {
    return DataOperations.APPEND.equals(snapshot.operation())
        && CHANGES.stream().noneMatch(snapshot.summary()::containsKey);
  }

  /** How many files an append says that it adds. */
  static long addedFiles(Snapshot snapshot) {
    Long added = number(snapshot.summary().get(SnapshotSummary.ADDED_FILES_PROP));
    return added == null ? 0 : added;
  }

  /** The summary of an append behind another parent. */
  static Map<String, String> after(Snapshot parent, Snapshot append, int manifestsKept) {
    Map<String, String> before = parent.summary() == null ? Map.of() : parent.summary();
    Map<String, String> summary = new TreeMap<>(append.summary());
    TOTALS.forEach(
        (total, added) -> {
          summary.remove(total);
          Long former = number(before.get(total));
          Long more = summary.containsKey(added) ? number(summary.get(added)) : Long.valueOf(0);
          if (former != null && more != null) {
            summary.put(total, Long.toString(former + more));
          }
        });
    if (summary.containsKey(MANIFESTS_KEPT)) {
      summary.put(MANIFESTS_KEPT, Integer.toString(manifestsKept));
    }
    return summary;
  }

  private static @Nullable Long number(@Nullable String text) {
    try {
      return text == null ? null : Long.valueOf(text);
    } catch (NumberFormatException _) {
      return null;
    }
  }
}

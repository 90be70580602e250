package org.apache.iceberg;

import java.util.List;
import org.jspecify.annotations.NullMarked;

/**
 * Metadata as if they had been read from the file that they are written to. It stands in Iceberg's
 * package since what it calls is not public.
 */
@NullMarked // not the package: Iceberg's own classes in it are not
public final class LocatedMetadata {
  private LocatedMetadata() {}

  /** The same metadata, of a file and with no changes to it. */
  public static TableMetadata of(TableMetadata metadata, String file) {
    return new TableMetadata(
        file,
        metadata.formatVersion(),
        metadata.uuid(),
        metadata.location(),
        metadata.lastSequenceNumber(),
        metadata.lastUpdatedMillis(),
        metadata.lastColumnId(),
        metadata.currentSchemaId(),
        metadata.schemas(),
        metadata.defaultSpecId(),
        metadata.specs(),
        metadata.lastAssignedPartitionId(),
        metadata.defaultSortOrderId(),
        metadata.sortOrders(),
        metadata.properties(),
        metadata.currentSnapshot() == null ? -1 : metadata.currentSnapshot().snapshotId(),
        metadata.snapshots(),
        null,
        metadata.snapshotLog(),
        metadata.previousFiles(),
        metadata.refs(),
        metadata.statisticsFiles(),
        metadata.partitionStatisticsFiles(),
        metadata.nextRowId(),
        metadata.encryptionKeys(),
        List.of());
  }
}

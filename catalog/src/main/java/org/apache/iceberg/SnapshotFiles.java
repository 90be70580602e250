package org.apache.iceberg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.encryption.PlaintextEncryptionManager;
import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.apache.iceberg.inmemory.InMemoryOutputFile;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots and their manifest lists, as Iceberg itself makes them. It stands in Iceberg's package
 * since what it calls is not public.
 */
@NullMarked // not the package: Iceberg's own classes in it are not
public final class SnapshotFiles {
  private SnapshotFiles() {}

  /** Reads a manifest list. */
  public static List<ManifestFile> manifests(String location, byte[] content) {
    return ManifestLists.read(new InMemoryInputFile(location, content));
  }

  /**
   * A manifest that a snapshot brings: sequence numbers and ids of rows are given to it when the
   * list is written.
   *
   * @param smallestNumber the sequence number of the oldest file in it; null where all are new
   */
  public static ManifestFile unassigned(ManifestFile manifest, @Nullable Long smallestNumber) {
    return new GenericManifestFile(
        manifest.path(),
        manifest.length(),
        manifest.partitionSpecId(),
        manifest.content(),
        ManifestWriter.UNASSIGNED_SEQ,
        smallestNumber == null ? ManifestWriter.UNASSIGNED_SEQ : smallestNumber,
        manifest.snapshotId(),
        manifest.partitions(),
        manifest.keyMetadata(),
        manifest.addedFilesCount(),
        manifest.addedRowsCount(),
        manifest.existingFilesCount(),
        manifest.existingRowsCount(),
        manifest.deletedFilesCount(),
        manifest.deletedRowsCount(),
        null);
  }

  /**
   * What a new snapshot is to be.
   *
   * @param base the table that it is for
   * @param location where its manifest list is to lie
   */
  public record Draft(
      TableMetadata base,
      long id,
      long parentId,
      long timestampMillis,
      String operation,
      Map<String, String> summary,
      String location) {}

  /** A snapshot and the bytes of its manifest list. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares it
  public record Written(Snapshot snapshot, byte[] content) {}

  /** Makes a snapshot with the next sequence number of its table. */
  public static Written write(Draft draft, List<ManifestFile> manifests) {
    TableMetadata base = draft.base();
    boolean hasRowIds = base.formatVersion() >= 3;
    InMemoryOutputFile file = new InMemoryOutputFile(draft.location());
    ManifestListWriter writer =
        ManifestLists.write(
            base.formatVersion(),
            file,
            PlaintextEncryptionManager.instance(),
            draft.id(),
            draft.parentId(),
            base.nextSequenceNumber(),
            hasRowIds ? base.nextRowId() : null);
    try (writer) {
      writer.addAll(manifests);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Snapshot snapshot =
        new BaseSnapshot(
            base.nextSequenceNumber(),
            draft.id(),
            draft.parentId(),
            draft.timestampMillis(),
            draft.operation(),
            draft.summary(),
            base.currentSchemaId(),
            draft.location(),
            hasRowIds ? base.nextRowId() : null,
            hasRowIds ? writer.nextRowId() - base.nextRowId() : null,
            null);
    return new Written(snapshot, file.toByteArray());
  }
}

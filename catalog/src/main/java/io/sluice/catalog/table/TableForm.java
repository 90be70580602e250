package io.sluice.catalog.table;

import io.sluice.catalog.entity.Folder;
import io.sluice.catalog.entity.Form;
import io.sluice.catalog.entity.Rebased;
import io.sluice.catalog.record.EntityRecord;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.LocatedMetadata;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.RetryableValidationException;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.jspecify.annotations.Nullable;

/** Tables. */
public final class TableForm implements Form<TableMetadata> {
  private final AppendRebase appends = new AppendRebase();

  @Override
  public EntityRecord.Kind kind() {
    return EntityRecord.Kind.TABLE;
  }

  @Override
  public String toJson(TableMetadata metadata) {
    return TableMetadataParser.toJson(metadata);
  }

  @Override
  public TableMetadata fromJson(String json, String metadataLocation) {
    return TableMetadataParser.fromJson(metadataLocation, json);
  }

  @Override
  public TableMetadata located(TableMetadata metadata, String metadataLocation) {
    return LocatedMetadata.of(metadata, metadataLocation);
  }

  @Override
  public TableMetadata head(TableMetadata metadata) {
    Set<Long> referenced = new HashSet<>();
    for (SnapshotRef ref : metadata.refs().values()) {
      referenced.add(ref.snapshotId());
    }
    for (Snapshot snapshot : metadata.snapshots()) {
      if (!referenced.contains(snapshot.snapshotId())) {
        return TableMetadata.buildFrom(metadata)
            .withMetadataLocation(metadata.metadataFileLocation())
            .suppressHistoricalSnapshots()
            .build();
      }
    }
    return metadata;
  }

  @Override
  public TableMetadata apply(@Nullable TableMetadata base, UpdateTableRequest request) {
    for (UpdateRequirement requirement : request.requirements()) {
      requirement.validate(base);
    }
    if (base == null) {
      return created(request);
    }
    TableMetadata.Builder builder = TableMetadata.buildFrom(base);
    try {
      request.updates().forEach(update -> update.applyTo(builder));
      TableMetadata next = builder.build();
      return next.changes().isEmpty() ? base : next;
    } catch (RetryableValidationException e) {
      throw new CommitFailedException(e, "Commit failed: %s", e.getMessage());
    }
  }

  @Override
  public Optional<Rebased> rebase(
      TableMetadata current, UpdateTableRequest request, Folder folder) {
    return appends.rebase(current, request, folder);
  }

  private static TableMetadata created(UpdateTableRequest request) {
    for (UpdateRequirement requirement : request.requirements()) {
      if (!(requirement instanceof UpdateRequirement.AssertTableDoesNotExist)) {
        throw new IllegalArgumentException("a table is created with no requirement but that");
      }
    }
    TableMetadata.Builder builder =
        request.updates().stream()
            .filter(MetadataUpdate.UpgradeFormatVersion.class::isInstance)
            .map(update -> ((MetadataUpdate.UpgradeFormatVersion) update).formatVersion())
            .findFirst()
            .map(TableMetadata::buildFromEmpty)
            .orElseGet(TableMetadata::buildFromEmpty);
    request.updates().forEach(update -> update.applyTo(builder));
    return builder.build();
  }

  @Override
  public String uuid(TableMetadata metadata) {
    return metadata.uuid();
  }

  @Override
  public String location(TableMetadata metadata) {
    return metadata.location();
  }

  @Override
  public Map<String, String> properties(TableMetadata metadata) {
    return metadata.properties();
  }

  @Override
  public String fileExtension(TableMetadata metadata) {
    return TableMetadataParser.getFileExtension(
        metadata.property(
            TableProperties.METADATA_COMPRESSION, TableProperties.METADATA_COMPRESSION_DEFAULT));
  }

  @Override
  public TableMetadata read(InputFile file) {
    return TableMetadataParser.read(file);
  }

  @Override
  public boolean discards(TableMetadata base, TableMetadata next) {
    return next.propertyAsBoolean(
            TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED,
            TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED_DEFAULT)
        && !next.previousFiles().containsAll(base.previousFiles());
  }

  @Override
  public void afterCommit(FileIO io, TableMetadata base, TableMetadata next) {
    CatalogUtil.deleteRemovedMetadataFiles(io, base, next);
  }

  @Override
  public RuntimeException missing(TableIdentifier identifier) {
    return new NoSuchTableException("Table does not exist: %s", identifier);
  }
}

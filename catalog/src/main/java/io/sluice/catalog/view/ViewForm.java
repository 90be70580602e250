package io.sluice.catalog.view;

import io.sluice.catalog.entity.Folder;
import io.sluice.catalog.entity.Form;
import io.sluice.catalog.entity.Rebased;
import io.sluice.catalog.record.EntityRecord;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.view.ViewMetadata;
import org.apache.iceberg.view.ViewMetadataParser;
import org.apache.iceberg.view.ViewProperties;
import org.jspecify.annotations.Nullable;

/** Views. */
public final class ViewForm implements Form<ViewMetadata> {
  @Override
  public EntityRecord.Kind kind() {
    return EntityRecord.Kind.VIEW;
  }

  @Override
  public String toJson(ViewMetadata metadata) {
    return ViewMetadataParser.toJson(metadata);
  }

  @Override
  public ViewMetadata fromJson(String json, String metadataLocation) {
    return ViewMetadataParser.fromJson(metadataLocation, json);
  }

  @Override
  public ViewMetadata located(ViewMetadata metadata, String metadataLocation) {
    return fromJson(toJson(metadata), metadataLocation);
  }

  @Override
  public ViewMetadata head(ViewMetadata metadata) {
    return metadata;
  }

  @Override
  public ViewMetadata apply(@Nullable ViewMetadata base, UpdateTableRequest request) {
    if (base == null) {
      throw new IllegalArgumentException("a view is not created by a commit");
    }
    for (UpdateRequirement requirement : request.requirements()) {
      requirement.validate(base);
    }
    ViewMetadata.Builder builder = ViewMetadata.buildFrom(base);
    request.updates().forEach(update -> update.applyTo(builder));
    ViewMetadata next = builder.build();
    return next.changes().isEmpty() ? base : next;
  }

  @Override
  public String uuid(ViewMetadata metadata) {
    return metadata.uuid();
  }

  @Override
  public String location(ViewMetadata metadata) {
    return metadata.location();
  }

  @Override
  public Map<String, String> properties(ViewMetadata metadata) {
    return metadata.properties();
  }

  @Override
  public String fileExtension(ViewMetadata metadata) {
    String codec =
        metadata
            .properties()
            .getOrDefault(
                ViewProperties.METADATA_COMPRESSION, ViewProperties.METADATA_COMPRESSION_DEFAULT);
    return TableMetadataParser.getFileExtension(codec);
  }

  @Override
  public ViewMetadata read(InputFile file) {
    return ViewMetadataParser.read(file);
  }

  @Override
  public Optional<Rebased> rebase(ViewMetadata current, UpdateTableRequest request, Folder folder) {
    return Optional.empty();
  }

  @Override
  public boolean discards(ViewMetadata base, ViewMetadata next) {
    return false;
  }

  @Override
  public void afterCommit(FileIO io, ViewMetadata base, ViewMetadata next) {
    // Iceberg keeps the metadata files of views
  }

  @Override
  public RuntimeException missing(TableIdentifier identifier) {
    return new NoSuchViewException("View does not exist: %s", identifier);
  }
}

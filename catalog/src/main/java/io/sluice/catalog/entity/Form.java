package io.sluice.catalog.entity;

import io.sluice.catalog.record.EntityRecord;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.jspecify.annotations.Nullable;

/**
 * What differs between tables and views.
 *
 * @param <M> Iceberg's metadata of it
 */
public interface Form<M> {
  EntityRecord.Kind kind();

  String toJson(M metadata);

  M fromJson(String json, String metadataLocation);

  /** The metadata as they would be read from a file. */
  M located(M metadata, String metadataLocation);

  /** The metadata without historical snapshots; the same object if there are none. */
  M head(M metadata);

  /**
   * Does what a request asks for.
   *
   * @param base null where there is none of that name
   * @throws org.apache.iceberg.exceptions.CommitFailedException if a requirement does not hold
   */
  M apply(@Nullable M base, UpdateTableRequest request);

  /**
   * What to do instead of a request that comes too late, as somebody else has changed what it
   * requires; empty if the client has to see to that.
   *
   * @param folder where the metadata of it is
   */
  Optional<Rebased> rebase(M current, UpdateTableRequest request, Folder folder);

  String uuid(M metadata);

  String location(M metadata);

  Map<String, String> properties(M metadata);

  /** How the name of a metadata file ends. */
  String fileExtension(M metadata);

  M read(InputFile file);

  /** Whether there are metadata files that are not to be kept any more. */
  boolean discards(M base, M next);

  /** Removes metadata files that are not to be kept any more. */
  void afterCommit(FileIO io, M base, M next);

  RuntimeException missing(TableIdentifier identifier);
}

package io.sluice.catalog.entity;

import io.sluice.catalog.record.IntentRecord;
import io.sluice.catalog.storage.Placement;
import io.sluice.catalog.storage.TableStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.util.LocationUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Metadata files, and what is written beside them, as intents tell of them. */
final class MetadataFiles {
  private static final Logger LOG = LoggerFactory.getLogger(MetadataFiles.class);

  private final TableStorage storage;

  MetadataFiles(TableStorage storage) {
    this.storage = storage;
  }

  /** The name of the next one. */
  static <M> String newFile(Form<M> form, M metadata, int version) {
    return "%s/%05d-%s%s"
        .formatted(
            metadataFolder(form, metadata),
            version,
            UUID.randomUUID(),
            form.fileExtension(metadata));
  }

  /** Where metadata files are written, without a slash at its end. */
  static <M> String metadataFolder(Form<M> form, M metadata) {
    String folder = form.properties(metadata).get("write.metadata.path");
    return folder == null || folder.isEmpty()
        ? LocationUtil.stripTrailingSlash(form.location(metadata)) + "/metadata"
        : LocationUtil.stripTrailingSlash(folder);
  }

  /** What a file is in; metadata may lie outside of the location. */
  static String folder(String file) {
    return file.substring(0, file.lastIndexOf('/') + 1);
  }

  private static Placement placement(IntentRecord intent) {
    return new Placement(intent.getCatalog(), intent.getStorageProfile());
  }

  /**
   * Writes what a plan needs.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  <M> void write(Staging.Plan<M> plan, IntentRecord intent) {
    try (FileIO io = storage.open(placement(intent), folder(intent.getMetadataLocation()))) {
      write(plan, io, intent.getMetadataLocation());
    } catch (ServiceUnavailableException e) {
      throw e;
    } catch (RuntimeException e) {
      // the exceptions of a storage are its own
      throw new UncheckedIOException(
          new IOException("the metadata file cannot be written: " + e.getMessage(), e));
    }
  }

  private static <M> void write(Staging.Plan<M> plan, FileIO io, String metadataFile) {
    if (plan.further().isEmpty()) {
      plan.form().write(plan.next(), io.newOutputFile(metadataFile));
      return;
    }
    // together, as whoever keeps files syncs what comes at the same time once
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Void>> further =
          plan.further().stream()
              .map(file -> CompletableFuture.runAsync(() -> write(file, io), executor))
              .toList();
      plan.form().write(plan.next(), io.newOutputFile(metadataFile));
      further.forEach(CompletableFuture::join);
    }
  }

  private static void write(Rebased file, FileIO io) {
    try (PositionOutputStream out = io.newOutputFile(file.file()).create()) {
      out.write(file.content().unsafeArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes what an intent tells of, as far as it has been written. */
  void delete(IntentRecord intent) {
    FileIO opened;
    try {
      opened = storage.open(placement(intent), folder(intent.getMetadataLocation()));
    } catch (ForbiddenException e) {
      // the catalog is no more, or has no files there any more; later it would be the same
      LOG.warn("{} is left behind: {}", intent.getMetadataLocation(), e.getMessage());
      return;
    }
    try (FileIO io = opened) {
      delete(io, intent.getMetadataLocation());
      intent.getFurtherFilesList().forEach(file -> delete(io, file));
    }
  }

  private static void delete(FileIO io, String file) {
    try {
      io.deleteFile(file);
    } catch (NotFoundException _) {
      // it was not written
    }
  }
}

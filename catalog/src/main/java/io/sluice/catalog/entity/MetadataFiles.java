package io.sluice.catalog.entity;

import io.sluice.catalog.record.EntityRecord;
import io.sluice.catalog.record.IntentRecord;
import io.sluice.catalog.storage.Placement;
import io.sluice.catalog.storage.TableStorage;
import io.sluice.store.Bytes;
import io.sluice.store.Transaction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
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
  private static final String GZIP_EXTENSION = ".gz";

  /** A transaction has room for so many besides all else that a commit changes. */
  static final int MOST_FURTHER_TOGETHER = 11;

  private static final long MOST_BYTES_TOGETHER = 1 << 20;

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

  /** What is in a metadata file, given the metadata as JSON. */
  private static <M> Bytes content(Form<M> form, M metadata, Bytes json) {
    return form.fileExtension(metadata).startsWith(GZIP_EXTENSION) ? Gzip.compress(json) : json;
  }

  /**
   * What adds the files that a plan needs to the transaction that makes the change; empty if they
   * have to be written before it.
   *
   * @param json the metadata
   */
  <M> Optional<Consumer<Transaction.Builder>> addition(
      Staging.Plan<M> plan, EntityRecord record, Bytes json) {
    if (plan.further().size() > MOST_FURTHER_TOGETHER || json.length() > MOST_BYTES_TOGETHER) {
      return Optional.empty();
    }
    String file = record.getMetadataLocation();
    Map<String, Bytes> contents = new LinkedHashMap<>();
    contents.put(file, content(plan.form(), plan.next(), json));
    plan.further().forEach(further -> contents.put(further.file(), further.content()));
    if (contents.values().stream().mapToLong(Bytes::length).sum() > MOST_BYTES_TOGETHER) {
      return Optional.empty();
    }
    return storage.addition(
        new Placement(plan.catalog().getName(), record.getStorageProfile()),
        folder(file),
        contents);
  }

  /**
   * Writes what a plan needs.
   *
   * @param json the metadata
   * @throws UncheckedIOException if it cannot be written
   */
  <M> void write(Staging.Plan<M> plan, IntentRecord intent, Bytes json) {
    Bytes content = content(plan.form(), plan.next(), json);
    try (FileIO io = storage.open(placement(intent), folder(intent.getMetadataLocation()))) {
      // together, as whoever keeps files syncs what comes at the same time once
      try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
        List<CompletableFuture<Void>> further =
            plan.further().stream()
                .map(
                    file ->
                        CompletableFuture.runAsync(
                            () -> write(io, file.file(), file.content()), executor))
                .toList();
        write(io, intent.getMetadataLocation(), content);
        further.forEach(CompletableFuture::join);
      }
    } catch (ServiceUnavailableException e) {
      throw e;
    } catch (RuntimeException e) {
      // the exceptions of a storage are its own
      throw new UncheckedIOException(
          new IOException("the metadata file cannot be written: " + e.getMessage(), e));
    }
  }

  private static void write(FileIO io, String file, Bytes content) {
    // the name is new, so there is nothing to look for
    try (PositionOutputStream out = io.newOutputFile(file).createOrOverwrite()) {
      out.write(content.unsafeArray());
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

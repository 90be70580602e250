package io.sluice.catalog.entity;

import io.sluice.catalog.record.Keys;
import io.sluice.catalog.record.PurgeRecord;
import io.sluice.catalog.record.Records;
import io.sluice.catalog.storage.TableStorage;
import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the files of tables that were dropped to be purged. The metadata file goes last, so as
 * long as it is there the others can be found again.
 */
final class Purger {
  private static final Logger LOG = LoggerFactory.getLogger(Purger.class);
  private static final int PAGE = 100;

  private final MetadataStore store;
  private final TableStorage storage;

  Purger(MetadataStore store, TableStorage storage) {
    this.store = store;
    this.storage = storage;
  }

  /** Purges all that can be purged now, for as long as it may go on. */
  void purge(BooleanSupplier goOn) {
    Optional<Bytes> next = Optional.of(Bytes.EMPTY);
    while (next.isPresent()) {
      Page page = store.scan(Scan.of(Keys.PURGES, Bytes.EMPTY, PAGE).after(next.get()));
      for (Page.Item item : page.entries()) {
        if (!goOn.getAsBoolean()) {
          return;
        }
        Key key = new Key(Keys.PURGES, item.name());
        PurgeRecord purge = Records.parse(key, item.entry(), PurgeRecord.parser());
        if (isDone(purge)) {
          store.commit(Transaction.builder().delete(key).build());
        }
      }
      next = page.next();
    }
  }

  private boolean isDone(PurgeRecord purge) {
    FileIO opened;
    try {
      opened = storage.open(purge.getCatalog(), purge.getLocation());
    } catch (ForbiddenException e) {
      // the catalog is no more, or has no files there any more; later it would be the same
      LOG.warn("the files of {} are left behind: {}", purge.getLocation(), e.getMessage());
      return true;
    } catch (RuntimeException e) {
      return later(purge, e);
    }
    try (FileIO io = opened) {
      return isDone(purge, io);
    } catch (RuntimeException e) {
      return later(purge, e);
    }
  }

  private static boolean later(PurgeRecord purge, RuntimeException e) {
    LOG.warn("the files of {} are purged later: {}", purge.getLocation(), e.toString());
    return false;
  }

  private static boolean isDone(PurgeRecord purge, FileIO io) {
    String file = purge.getMetadataLocation();
    List<String> locations = new ArrayList<>(purge.getFurtherLocationsList());
    locations.add(purge.getLocation());
    locations.add(Staging.folder(file));
    try {
      CatalogUtil.dropTableData(
          new ConfinedFiles(io, locations), TableMetadataParser.read(io, file));
      // it does not say what it could not delete
      return !io.newInputFile(file).exists();
    } catch (NotFoundException _) {
      return true;
    }
  }
}

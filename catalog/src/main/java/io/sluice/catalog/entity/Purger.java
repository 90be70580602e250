package io.sluice.catalog.entity;

import com.google.protobuf.ByteString;
import io.sluice.catalog.record.CatalogRecord;
import io.sluice.catalog.record.Keys;
import io.sluice.catalog.record.PurgeRecord;
import io.sluice.catalog.record.Records;
import io.sluice.catalog.storage.Placement;
import io.sluice.catalog.storage.TableStorage;
import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.Transaction;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.apache.iceberg.view.ViewMetadataParser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the files of views that were dropped and of tables that were dropped to be purged. The
 * metadata file goes last, so as long as it is there the others can be found again.
 */
final class Purger {
  private static final Logger LOG = LoggerFactory.getLogger(Purger.class);
  private static final int PAGE = 100;

  /** As {@link Staging} names them. */
  private static final Pattern METADATA_FILE =
      Pattern.compile("\\d{5,}-[0-9a-f-]{36}(\\.[a-z]+)?\\.metadata\\.json(\\.[a-z]+)?");

  /** So that a view that was dropped by mistake can be registered again. */
  private static final Duration VIEWS_KEPT = Duration.ofDays(1);

  /** What cannot be reached for so long is left where it is. */
  private static final Duration LONGEST = Duration.ofDays(7);

  private final MetadataStore store;
  private final TableStorage storage;
  private final Locations locations;
  private final Clock clock;

  Purger(MetadataStore store, TableStorage storage, Clock clock) {
    this.store = store;
    this.storage = storage;
    this.locations = new Locations(store);
    this.clock = clock;
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
        if (!isEarly(key, purge) && (isHopeless(key, purge) || isDone(purge))) {
          store.commit(Transaction.builder().delete(key).build());
        }
      }
      next = page.next();
    }
  }

  private boolean isEarly(Key key, PurgeRecord purge) {
    return !purge.getViewUuid().isEmpty()
        && clock.millis() - Keys.millisOf(key.name()) < VIEWS_KEPT.toMillis();
  }

  /** Without its catalog nobody knows any more how the files are reached. */
  private boolean isHopeless(Key key, PurgeRecord purge) {
    Key catalogKey = Keys.catalog(purge.getCatalog());
    boolean there =
        store
            .get(catalogKey)
            .map(entry -> Records.parse(catalogKey, entry, CatalogRecord.parser()).getId())
            .filter(id -> purge.getCatalogId().isEmpty() || id.equals(purge.getCatalogId()))
            .isPresent();
    boolean late = clock.millis() - Keys.millisOf(key.name()) > LONGEST.toMillis();
    if (there && !late) {
      return false;
    }
    LOG.warn(
        "the files of {} are left behind: {}",
        purge.getLocation(),
        there ? "they could not be deleted for " + LONGEST : "their catalog was dropped");
    return true;
  }

  private boolean isDone(PurgeRecord purge) {
    if (!purge.getViewUuid().isEmpty() && isTaken(purge)) {
      return true;
    }
    FileIO opened;
    try {
      opened = storage.open(placement(purge), purge.getLocation());
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

  private static Placement placement(PurgeRecord purge) {
    return new Placement(purge.getCatalog(), purge.getStorageProfile());
  }

  /** Whoever has registered a dropped view again has its files, too. */
  private boolean isTaken(PurgeRecord purge) {
    List<String> location = Locations.normalized(List.of(purge.getLocation()));
    return locations.taken(purge.getCatalogId(), ByteString.EMPTY, location).isPresent();
  }

  private static boolean later(PurgeRecord purge, RuntimeException e) {
    LOG.warn("the files of {} are purged later: {}", purge.getLocation(), e.toString());
    return false;
  }

  private static boolean isDone(PurgeRecord purge, FileIO io) {
    String file = purge.getMetadataLocation();
    List<String> locations = new ArrayList<>(purge.getFurtherLocationsList());
    locations.add(purge.getLocation());
    if (!purge.getViewUuid().isEmpty()) {
      purgeView(purge, io, new ConfinedFiles(io, locations));
      return true;
    }
    locations.add(MetadataFiles.folder(file));
    try {
      CatalogUtil.dropTableData(
          new ConfinedFiles(io, locations),
          TableMetadataParser.read(new BoundedFile(io.newInputFile(file), BoundedFile.METADATA)));
      // it does not say what it could not delete
      return !io.newInputFile(file).exists();
    } catch (NotFoundException _) {
      return true;
    }
  }

  /** Deletes the metadata files of a view, also earlier ones where the storage can list them. */
  private static void purgeView(PurgeRecord purge, FileIO io, FileIO confined) {
    String file = purge.getMetadataLocation();
    if (io instanceof SupportsPrefixOperations listed) {
      for (FileInfo each : listed.listPrefix(MetadataFiles.folder(file))) {
        String name = each.location().substring(each.location().lastIndexOf('/') + 1);
        if (!each.location().equals(file)
            && METADATA_FILE.matcher(name).matches()
            && isOf(purge, io, each.location())) {
          confined.deleteFile(each.location());
        }
      }
    }
    confined.deleteFile(file);
  }

  /** There may have been another view at the same place before. */
  private static boolean isOf(PurgeRecord purge, FileIO io, String file) {
    try {
      return ViewMetadataParser.read(new BoundedFile(io.newInputFile(file), BoundedFile.METADATA))
          .uuid()
          .equals(purge.getViewUuid());
    } catch (NotFoundException _) {
      return false;
    } catch (IllegalArgumentException | UncheckedIOException | BadRequestException _) {
      // it is no metadata of a view
      return false;
    }
  }
}

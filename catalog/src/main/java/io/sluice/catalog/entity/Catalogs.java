package io.sluice.catalog.entity;

import com.google.protobuf.ByteString;
import io.sluice.catalog.access.CatalogDirectory;
import io.sluice.catalog.record.CatalogRecord;
import io.sluice.catalog.record.Keys;
import io.sluice.catalog.record.Records;
import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.Transaction;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NotFoundException;

/**
 * The catalogs that there are. Their names have 1 to 256 bytes; what else they may consist of is
 * for the caller to say.
 */
public final class Catalogs implements CatalogDirectory {
  private static final int ID_BYTES = 16;
  private static final int PAGE = 1_000;

  private final MetadataStore store;
  private final Clock clock;
  private final SecureRandom random;
  private final CatalogPlaces places;

  public Catalogs(MetadataStore store, Clock clock, SecureRandom random) {
    this.store = store;
    this.clock = clock;
    this.random = random;
    this.places = new CatalogPlaces(store);
  }

  /**
   * A catalog as it was read.
   *
   * @param revision of its entry in the store
   */
  public record Found(CatalogRecord record, long revision) {}

  /** {@inheritDoc} There is nothing in it, and its locations are no other's. */
  @Override
  public CatalogRecord create(
      CatalogRecord wanted, BiConsumer<CatalogRecord, Transaction.Builder> with) {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    return Retries.run(
        () -> {
          if (read(wanted.getName()).isPresent()) {
            throw new AlreadyExistsException("Catalog already exists: %s", wanted.getName());
          }
          long now = clock.millis();
          CatalogRecord record =
              wanted.toBuilder()
                  .setId(ByteString.copyFrom(id))
                  .setCreatedMillis(now)
                  .setChangedMillis(now)
                  .setVersion(1)
                  .clearDropping()
                  .build();
          Key key = Keys.catalog(record.getName());
          Transaction.Builder transaction =
              Transaction.builder().requireAbsent(key).put(key, Records.bytes(record));
          places.claim(record, this::list, transaction);
          with.accept(record, transaction);
          store.commit(transaction.build());
          return record;
        });
  }

  @Override
  public Optional<CatalogRecord> find(String name) {
    return read(name).map(Found::record);
  }

  /** The catalog of that name with the revision of its entry; empty if there is none. */
  public Optional<Found> read(String name) {
    if (name.isEmpty() || name.length() > 256) {
      return Optional.empty();
    }
    Key key = Keys.catalog(name);
    return store
        .get(key)
        .map(
            entry ->
                new Found(Records.parse(key, entry, CatalogRecord.parser()), entry.revision()));
  }

  /**
   * The catalog of that name.
   *
   * @throws NotFoundException if there is none
   */
  public Found require(String name) {
    return read(name).orElseThrow(() -> new NotFoundException("Catalog does not exist: %s", name));
  }

  /** {@inheritDoc} That is the order of their bytes. */
  @Override
  public List<CatalogRecord> list() {
    List<CatalogRecord> found = new ArrayList<>();
    Optional<Bytes> next = Optional.of(Bytes.EMPTY);
    while (next.isPresent()) {
      Page page = store.scan(Scan.of(Keys.CATALOGS, Bytes.EMPTY, PAGE).after(next.get()));
      for (Page.Item item : page.entries()) {
        Key key = new Key(Keys.CATALOGS, item.name());
        found.add(Records.parse(key, item.entry(), CatalogRecord.parser()));
      }
      next = page.next();
    }
    return found;
  }

  @Override
  public CatalogRecord update(String name, UnaryOperator<CatalogRecord> change) {
    return Retries.run(
        () -> {
          Found found = require(name);
          CatalogRecord record =
              change.apply(found.record()).toBuilder()
                  .setId(found.record().getId())
                  .setName(name)
                  .setVersion(found.record().getVersion() + 1)
                  .setChangedMillis(clock.millis())
                  .build();
          Transaction.Builder transaction = Transaction.builder();
          if (CatalogPlaces.differ(found.record(), record)) {
            places.claim(record, this::list, transaction);
          }
          replace(found, record, transaction);
          return record;
        });
  }

  @Override
  public void drop(String name, Consumer<Transaction.Builder> with) {
    Retries.run(
        () -> {
          Found found = require(name);
          requireEmpty(found.record());
          CatalogRecord marked = found.record().toBuilder().setDropping(true).build();
          long revision = replace(found, marked);
          requireEmpty(marked);
          Key key = Keys.catalog(name);
          Transaction.Builder transaction =
              Transaction.builder().requireUnchanged(key, revision).delete(key);
          with.accept(transaction);
          store.commit(transaction.build());
          return name;
        });
  }

  private void requireEmpty(CatalogRecord record) {
    Bytes inside = Keys.childNamespaces(record.getId(), Namespace.empty());
    if (!store.scan(Scan.of(Keys.NAMESPACES, inside, 1)).entries().isEmpty()) {
      throw new NamespaceNotEmptyException("Catalog %s is not empty", record.getName());
    }
  }

  /**
   * The catalog, for who is about to put a namespace into it on condition that it stays unchanged.
   */
  Found requireOpen(String name) {
    Found found = require(name);
    if (!found.record().getDropping()) {
      return found;
    }
    CatalogRecord open = found.record().toBuilder().clearDropping().build();
    return new Found(open, replace(found, open));
  }

  private long replace(Found found, CatalogRecord record) {
    return replace(found, record, Transaction.builder());
  }

  private long replace(Found found, CatalogRecord record, Transaction.Builder with) {
    Key key = Keys.catalog(record.getName());
    return store.commit(
        with.requireUnchanged(key, found.revision()).put(key, Records.bytes(record)).build());
  }
}

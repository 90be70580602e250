package io.sluice.catalog.access;

import io.sluice.catalog.record.CatalogRecord;
import io.sluice.manager.request.Attempts;
import io.sluice.manager.request.Reads;
import io.sluice.manager.request.Versioned;
import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Scan;
import io.sluice.store.Table;
import io.sluice.store.Transaction;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NotFoundException;

/** Catalogs in a store, and which of them are said not to be empty. */
public final class TestingCatalogs implements CatalogDirectory {
  private static final Table TABLE = new Table("catalogs");

  public final Set<String> notEmpty = ConcurrentHashMap.newKeySet();

  private final MetadataStore store;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  public TestingCatalogs(MetadataStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public Optional<CatalogRecord> find(String name) {
    return versioned(name).map(Versioned::record);
  }

  private Optional<Versioned<CatalogRecord>> versioned(String name) {
    Key key = key(name);
    return store.get(key).map(entry -> Reads.parse(key, entry, CatalogRecord.parser()));
  }

  @Override
  public List<CatalogRecord> list() {
    return store.scan(Scan.of(TABLE, Bytes.EMPTY, 1_000)).entries().stream()
        .map(item -> Reads.parse(key(item.name().toUtf8()), item.entry(), CatalogRecord.parser()))
        .map(Versioned::record)
        .toList();
  }

  @Override
  public CatalogRecord create(
      CatalogRecord wanted, BiConsumer<CatalogRecord, Transaction.Builder> with) {
    return new Attempts(store)
        .run(
            () -> {
              if (find(wanted.getName()).isPresent()) {
                throw new AlreadyExistsException("there is a catalog '%s'", wanted.getName());
              }
              CatalogRecord catalog =
                  wanted.toBuilder()
                      .setId(Entities.newId(random))
                      .setCreatedMillis(clock.millis())
                      .setChangedMillis(clock.millis())
                      .setVersion(1)
                      .build();
              Transaction.Builder transaction =
                  Transaction.builder()
                      .requireAbsent(key(wanted.getName()))
                      .put(key(wanted.getName()), Bytes.wrap(catalog.toByteArray()));
              with.accept(catalog, transaction);
              store.commit(transaction.build());
              return catalog;
            });
  }

  @Override
  public CatalogRecord update(String name, UnaryOperator<CatalogRecord> change) {
    return new Attempts(store)
        .run(
            () -> {
              Versioned<CatalogRecord> found = required(name);
              CatalogRecord changed =
                  change.apply(found.record()).toBuilder()
                      .setVersion(found.record().getVersion() + 1)
                      .setChangedMillis(clock.millis())
                      .build();
              store.commit(
                  Transaction.builder()
                      .requireUnchanged(key(name), found.revision())
                      .put(key(name), Bytes.wrap(changed.toByteArray()))
                      .build());
              return changed;
            });
  }

  @Override
  public void drop(String name, Consumer<Transaction.Builder> with) {
    new Attempts(store)
        .run(
            () -> {
              Versioned<CatalogRecord> found = required(name);
              if (notEmpty.contains(name)) {
                throw new NamespaceNotEmptyException("the catalog '%s' is not empty", name);
              }
              Transaction.Builder transaction =
                  Transaction.builder()
                      .requireUnchanged(key(name), found.revision())
                      .delete(key(name));
              with.accept(transaction);
              return store.commit(transaction.build());
            });
  }

  private Versioned<CatalogRecord> required(String name) {
    return versioned(name)
        .orElseThrow(() -> new NotFoundException("there is no catalog '%s'", name));
  }

  private static Key key(String name) {
    return new Key(TABLE, Bytes.utf8(name));
  }
}

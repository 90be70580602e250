package io.sluice.catalog.entity;

import com.google.protobuf.ByteString;
import io.sluice.catalog.access.ContentGrants;
import io.sluice.catalog.record.CatalogRecord;
import io.sluice.catalog.record.Keys;
import io.sluice.catalog.record.NamespaceRecord;
import io.sluice.catalog.record.Records;
import io.sluice.store.Bytes;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.Transaction;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NotFoundException;

/**
 * The namespaces of catalogs. A namespace is put only into one that is there; and one is dropped
 * only if nothing is in it: whoever drops it leaves a mark, looks, and finds the mark gone if
 * somebody put something into it meanwhile.
 */
public final class Namespaces {
  private final MetadataStore store;
  private final Catalogs catalogs;
  private final Clock clock;
  private final ContentGrants grants;

  public Namespaces(MetadataStore store, Catalogs catalogs, Clock clock) {
    this.store = store;
    this.catalogs = catalogs;
    this.clock = clock;
    this.grants = new ContentGrants(store, clock);
  }

  /** What is granted on namespaces and on what is in them. */
  ContentGrants grants() {
    return grants;
  }

  /** A namespace as it was read. */
  record Found(Key key, NamespaceRecord record, long revision) {}

  /** Creates a namespace; with what is answered to it. */
  public Map<String, String> create(
      CatalogRecord catalog,
      Namespace namespace,
      Map<String, String> properties,
      Once once,
      Function<Map<String, String>, byte[]> answer) {
    Names.check(namespace);
    Key key = Keys.namespace(catalog.getId(), namespace);
    long now = clock.millis();
    NamespaceRecord record =
        NamespaceRecord.newBuilder()
            .putAllProperties(properties)
            .setCreatedMillis(now)
            .setChangedMillis(now)
            .build();
    return Retries.run(
        () -> {
          Transaction.Builder transaction = Transaction.builder();
          requireParent(catalog, namespace, transaction);
          if (store.get(key).isPresent()) {
            throw new AlreadyExistsException("Namespace already exists: %s", namespace);
          }
          transaction.requireAbsent(key).put(key, Records.bytes(record));
          once.remember(transaction, 200, answer.apply(properties));
          store.commit(transaction.build());
          return properties;
        });
  }

  private void requireParent(
      CatalogRecord catalog, Namespace namespace, Transaction.Builder transaction) {
    if (namespace.length() == 1) {
      Catalogs.Found found = catalogs.requireOpen(catalog.getName());
      if (!found.record().getId().equals(catalog.getId())) {
        throw new NotFoundException("Catalog does not exist any more: %s", catalog.getName());
      }
      transaction.requireUnchanged(Keys.catalog(catalog.getName()), found.revision());
    } else {
      Namespace parent = Namespace.of(Arrays.copyOf(namespace.levels(), namespace.length() - 1));
      Found found = requireOpen(catalog.getId(), parent);
      transaction.requireUnchanged(found.key(), found.revision());
    }
  }

  public boolean exists(ByteString catalogId, Namespace namespace) {
    Names.check(namespace);
    return store.get(Keys.namespace(catalogId, namespace)).isPresent();
  }

  /**
   * The properties of a namespace.
   *
   * @throws NoSuchNamespaceException if there is none
   */
  public Map<String, String> properties(ByteString catalogId, Namespace namespace) {
    return require(catalogId, namespace).record().getPropertiesMap();
  }

  Found require(ByteString catalogId, Namespace namespace) {
    Names.check(namespace);
    Key key = Keys.namespace(catalogId, namespace);
    Entry entry =
        store
            .get(key)
            .orElseThrow(
                () -> new NoSuchNamespaceException("Namespace does not exist: %s", namespace));
    return new Found(key, Records.parse(key, entry, NamespaceRecord.parser()), entry.revision());
  }

  /** The namespace, for who is about to put something into it if it stays unchanged. */
  Found requireOpen(ByteString catalogId, Namespace namespace) {
    Found found = require(catalogId, namespace);
    if (!found.record().getDropping()) {
      return found;
    }
    NamespaceRecord open = found.record().toBuilder().clearDropping().build();
    return new Found(found.key(), open, replace(found, open));
  }

  private long replace(Found found, NamespaceRecord record) {
    return store.commit(
        Transaction.builder()
            .requireUnchanged(found.key(), found.revision())
            .put(found.key(), Records.bytes(record))
            .build());
  }

  /** The namespaces directly below one, or the outermost ones, in the order of their names. */
  public Paging.Listed<Namespace> list(ByteString catalogId, Namespace parent, Paging paging) {
    if (!parent.isEmpty()) {
      Found _ = require(catalogId, parent);
    }
    Bytes prefix = Keys.childNamespaces(catalogId, parent);
    List<Namespace> found = new ArrayList<>();
    Bytes after = paging.after().isEmpty() ? Bytes.EMPTY : prefix.plus(paging.after());
    while (true) {
      Page page = store.scan(Scan.of(Keys.NAMESPACES, prefix, paging.size()).after(after));
      page.entries().forEach(item -> found.add(Keys.namespaceOf(item.name())));
      if (page.next().isEmpty()) {
        return new Paging.Listed<>(found, Optional.empty());
      }
      after = page.next().get();
      if (!paging.all()) {
        Bytes tail = after.slice(prefix.length(), after.length());
        return new Paging.Listed<>(found, Optional.of(Paging.token(tail)));
      }
    }
  }

  /** Which properties were changed; the lists can be asked for null, as Iceberg does. */
  public record Changed(List<String> updated, List<String> removed, List<String> missing) {}

  /** Changes properties; with what is answered to it. */
  public Changed update(
      ByteString catalogId,
      Namespace namespace,
      Map<String, String> updates,
      List<String> removals,
      Once once,
      Function<Changed, byte[]> answer) {
    return Retries.run(
        () -> {
          Found found = require(catalogId, namespace);
          Map<String, String> properties = new TreeMap<>(found.record().getPropertiesMap());
          List<String> removed = new ArrayList<>();
          List<String> missing = new ArrayList<>();
          for (String name : removals) {
            (properties.remove(name) == null ? missing : removed).add(name);
          }
          properties.putAll(updates);
          NamespaceRecord record =
              found.record().toBuilder()
                  .clearProperties()
                  .putAllProperties(properties)
                  .setChangedMillis(clock.millis())
                  .build();
          Changed changed = new Changed(new ArrayList<>(updates.keySet()), removed, missing);
          Transaction.Builder transaction =
              Transaction.builder()
                  .requireUnchanged(found.key(), found.revision())
                  .put(found.key(), Records.bytes(record));
          once.remember(transaction, 200, answer.apply(changed));
          store.commit(transaction.build());
          return changed;
        });
  }

  /**
   * Drops a namespace.
   *
   * @throws NamespaceNotEmptyException if there is something in it
   */
  public void drop(CatalogRecord catalog, Namespace namespace, Once once) {
    ByteString catalogId = catalog.getId();
    Retries.run(
        () -> {
          Found found = require(catalogId, namespace);
          requireEmpty(catalogId, namespace);
          long revision = replace(found, found.record().toBuilder().setDropping(true).build());
          requireEmpty(catalogId, namespace);
          Transaction.Builder transaction =
              Transaction.builder().requireUnchanged(found.key(), revision).delete(found.key());
          grants.addDrop(catalog, namespace, transaction);
          once.remember(transaction, 204, new byte[0]);
          return store.commit(transaction.build());
        });
  }

  private void requireEmpty(ByteString catalogId, Namespace namespace) {
    Bytes below = Keys.childNamespaces(catalogId, namespace);
    Bytes inside = Keys.entities(catalogId, namespace);
    if (!store.scan(Scan.of(Keys.NAMESPACES, below, 1)).entries().isEmpty()
        || !store.scan(Scan.of(Keys.ENTITIES, inside, 1)).entries().isEmpty()) {
      throw new NamespaceNotEmptyException("Namespace is not empty: %s", namespace);
    }
  }
}

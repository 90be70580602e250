package io.sluice.catalog.entity;

import io.sluice.catalog.record.CatalogRecord;
import io.sluice.catalog.record.EntityRecord;
import io.sluice.catalog.record.Keys;
import io.sluice.catalog.record.PurgeRecord;
import io.sluice.catalog.record.Records;
import io.sluice.catalog.storage.Placement;
import io.sluice.catalog.storage.TableStorage;
import io.sluice.store.Bytes;
import io.sluice.store.Condition;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Key;
import io.sluice.store.Limits;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.Transaction;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tables and views: how they come, are found, change and go. */
public final class Entities {
  static final Logger LOG = LoggerFactory.getLogger(Entities.class);

  private static final int REREADS = 20;

  private final MetadataStore store;
  private final Namespaces namespaces;
  private final TableStorage storage;
  private final Contents contents;
  private final Staging staging;
  private final Commits commits;
  private final Clock clock;

  public Entities(
      MetadataStore store,
      Namespaces namespaces,
      TableStorage storage,
      Clock clock,
      SecureRandom random,
      long cacheBytes) {
    this.store = store;
    this.namespaces = namespaces;
    this.storage = storage;
    this.clock = clock;
    this.contents = new Contents(store, cacheBytes);
    this.staging = new Staging(store, storage, contents, clock, random);
    this.commits = new Commits(store, namespaces, staging, this, storage);
  }

  Staging staging() {
    return staging;
  }

  Optional<Found> find(Key key) {
    return store
        .get(key)
        .map(
            entry ->
                new Found(key, Records.parse(key, entry, EntityRecord.parser()), entry.revision()));
  }

  /** The table or view of that name, if there is one. */
  public Optional<Found> find(CatalogRecord catalog, TableIdentifier identifier, Form<?> form) {
    Names.check(identifier);
    return find(Keys.entity(catalog.getId(), identifier))
        .filter(found -> found.record().getKind() == form.kind());
  }

  /** The table or view of that name; what there is not is as its form says. */
  public Found require(CatalogRecord catalog, TableIdentifier identifier, Form<?> form) {
    return find(catalog, identifier, form).orElseThrow(() -> form.missing(identifier));
  }

  /** A table or view with its metadata as JSON. */
  public record Loaded(Found found, Bytes json) {}

  /** Loads what has been found; if it changed meanwhile then as it is now. */
  public Loaded load(
      CatalogRecord catalog,
      TableIdentifier identifier,
      Form<?> form,
      Found first,
      Contents.Extent extent) {
    Found found = first;
    for (int count = 0; count < REREADS; count++) {
      Optional<Bytes> json = contents.json(found.record(), extent);
      if (json.isPresent()) {
        return new Loaded(found, json.get());
      }
      found = require(catalog, identifier, form);
    }
    throw new ServiceUnavailableException("it changes too often to be read; try again later");
  }

  <M> M metadata(Form<M> form, Found found) {
    return contents
        .metadata(form, found.record())
        .orElseThrow(
            // a newer generation is there, so the record has to be read again
            () ->
                new ConditionFailedException(
                    new Condition.Unchanged(found.key(), found.revision())));
  }

  /** The names of the tables or views in a namespace, in their order. */
  public Paging.Listed<TableIdentifier> list(
      CatalogRecord catalog, Namespace namespace, Form<?> form, Paging paging) {
    Namespaces.Found _ = namespaces.require(catalog.getId(), namespace);
    Bytes prefix = Keys.entities(catalog.getId(), namespace);
    List<TableIdentifier> found = new ArrayList<>();
    Bytes after = paging.after().isEmpty() ? Bytes.EMPTY : prefix.plus(paging.after());
    while (true) {
      Page page = store.scan(Scan.of(Keys.ENTITIES, prefix, paging.size()).after(after));
      for (Page.Item item : page.entries()) {
        Key key = new Key(Keys.ENTITIES, item.name());
        if (Records.parse(key, item.entry(), EntityRecord.parser()).getKind() == form.kind()) {
          found.add(TableIdentifier.of(namespace, Keys.entityName(prefix, item.name())));
        }
        after = item.name();
        if (!paging.all() && found.size() == paging.size()) {
          Bytes tail = after.slice(prefix.length(), after.length());
          return new Paging.Listed<>(found, Optional.of(Paging.token(tail)));
        }
      }
      if (page.next().isEmpty()) {
        return new Paging.Listed<>(found, Optional.empty());
      }
      after = page.next().get();
    }
  }

  /** What will decide how the files of a table or view are reached that is created now. */
  public Placement placement(
      CatalogRecord catalog, Namespace namespace, Map<String, String> properties) {
    return new Placement(
        catalog.getName(), staging.profiles().of(catalog.getId(), namespace, properties));
  }

  /** Whether somebody has files at, around or inside of a location. */
  public boolean isTaken(CatalogRecord catalog, String location) {
    return staging.isTaken(catalog.getId(), location);
  }

  /**
   * Requires that nobody has files at, around or inside of a location.
   *
   * @throws LocationTakenException if somebody has
   */
  public void requireFree(CatalogRecord catalog, String location) {
    staging.requireFree(catalog.getId(), location);
  }

  /**
   * Requires that something can be created under a name, as far as is known.
   *
   * @throws AlreadyExistsException if there is a table or view of that name
   */
  public void requireFree(CatalogRecord catalog, TableIdentifier identifier, Form<?> form) {
    Names.check(identifier);
    Namespaces.Found _ = namespaces.require(catalog.getId(), identifier.namespace());
    find(Keys.entity(catalog.getId(), identifier))
        .ifPresent(
            found -> {
              throw other(found.record(), form, identifier);
            });
  }

  /** What to say where a name is in use. */
  RuntimeException other(EntityRecord there, Form<?> wanted, TableIdentifier identifier) {
    String kind = there.getKind() == EntityRecord.Kind.TABLE ? "Table" : "View";
    return there.getKind() == wanted.kind()
        ? new AlreadyExistsException("%s already exists: %s", kind, identifier)
        : new AlreadyExistsException("%s with same name already exists: %s", kind, identifier);
  }

  /** Creates a table or view, and its metadata file. */
  public <M> Found create(
      CatalogRecord catalog, TableIdentifier identifier, Form<M> form, M metadata, Once once) {
    return put(catalog, identifier, form, metadata, null, Existing.KEEP, once);
  }

  /**
   * Makes a metadata file that is there known under a name.
   *
   * @param existing what becomes of one that has the name already
   */
  public <M> Found register(
      CatalogRecord catalog,
      TableIdentifier identifier,
      Form<M> form,
      String file,
      Existing existing,
      Once once) {
    Names.check(identifier);
    Placement placement =
        find(Keys.entity(catalog.getId(), identifier))
            .map(found -> found.placement(catalog))
            .orElseGet(() -> placement(catalog, identifier.namespace(), Map.of()));
    storage.requireAllowed(placement, file);
    if (existing == Existing.KEEP) {
      requireFree(catalog, identifier, form);
    }
    try (FileIO io = storage.open(placement, MetadataFiles.folder(file))) {
      M metadata = form.read(new BoundedFile(io.newInputFile(file), BoundedFile.METADATA));
      return put(catalog, identifier, form, metadata, file, existing, once);
    } catch (NotFoundException _) {
      throw new BadRequestException("there is no metadata file at %s", file);
    }
  }

  private <M> Found put(
      CatalogRecord catalog,
      TableIdentifier identifier,
      Form<M> form,
      M metadata,
      @Nullable String file,
      Existing existing,
      Once once) {
    Names.check(identifier);
    Key key = Keys.entity(catalog.getId(), identifier);
    return Retries.run(
        () -> {
          Namespaces.Found namespace =
              namespaces.requireOpen(catalog.getId(), identifier.namespace());
          Found base = find(key).orElse(null);
          if (base != null
              && (existing == Existing.KEEP || base.record().getKind() != form.kind())) {
            throw other(base.record(), form, identifier);
          }
          Staging.Staged staged =
              staging.stage(
                  new Staging.Plan<>(
                      form, catalog, key, base, metadata, namespace, file, List.of(), Weight.FULL));
          Transaction.Builder transaction = Transaction.builder();
          once.rememberReload(transaction);
          staging.add(staged, transaction, new HashSet<>());
          return staged.committed(staging.publish(List.of(staged), transaction.build()));
        });
  }

  /** Does what a request asks for, together with others that come at the same time. */
  public <M> Found commit(
      CatalogRecord catalog,
      TableIdentifier identifier,
      Form<M> form,
      UpdateTableRequest request,
      Once once) {
    Names.check(identifier);
    return commits.commit(form, catalog, identifier, request, once);
  }

  /** Does what several requests ask for, or nothing of it. */
  public <M> void commitAll(
      CatalogRecord catalog, Form<M> form, List<UpdateTableRequest> requests, Once once) {
    TreeMap<Key, UpdateTableRequest> byKey = new TreeMap<>(Comparator.comparing(Key::name));
    for (UpdateTableRequest request : requests) {
      Names.check(request.identifier());
      if (byKey.put(Keys.entity(catalog.getId(), request.identifier()), request) != null) {
        throw new BadRequestException("a transaction changes each table once");
      }
    }
    Weight weight =
        switch (requests.size()) {
          case 1 -> Weight.FULL;
          case 2, 3, 4, 5, 6, 7, 8 -> Weight.SHARED;
          default -> Weight.LEAN;
        };
    commits.alone(
        byKey.navigableKeySet(),
        () ->
            Retries.run(
                () -> {
                  commitAll(catalog, form, byKey, weight, once);
                  return catalog;
                }));
  }

  private <M> void commitAll(
      CatalogRecord catalog,
      Form<M> form,
      Map<Key, UpdateTableRequest> requests,
      Weight weight,
      Once once) {
    List<Staging.Plan<M>> plans = new ArrayList<>();
    requests.forEach((key, request) -> plan(catalog, form, key, request, weight, plans));
    List<Staging.Staged> staged = new ArrayList<>();
    boolean tried = false;
    try {
      plans.forEach(plan -> staged.add(staging.stage(plan)));
      Transaction.Builder transaction = Transaction.builder();
      Set<Key> conditioned = new HashSet<>();
      staged.forEach(change -> staging.add(change, transaction, conditioned));
      once.remember(transaction, 204, new byte[0]);
      Transaction whole = whole(transaction);
      if (!whole.mutations().isEmpty()) {
        tried = true;
        staging.publish(staged, whole);
      }
    } finally {
      if (!tried) {
        staged.forEach(staging::abandon);
      }
    }
  }

  private static Transaction whole(Transaction.Builder builder) {
    try {
      return builder.build();
    } catch (IllegalArgumentException _) {
      throw new BadRequestException(
          "the transaction changes too many tables: it would touch more than %d rows",
          Limits.TRANSACTION_ITEMS);
    }
  }

  private <M> void plan(
      CatalogRecord catalog,
      Form<M> form,
      Key key,
      UpdateTableRequest request,
      Weight weight,
      List<Staging.Plan<M>> plans) {
    TableIdentifier identifier = request.identifier();
    Found base = find(key).orElse(null);
    if (base != null && base.record().getKind() != form.kind()) {
      throw Commits.creates(request)
          ? other(base.record(), form, identifier)
          : form.missing(identifier);
    }
    if (base == null && !Commits.creates(request)) {
      throw form.missing(identifier);
    }
    M before = base == null ? null : metadata(form, base);
    M next = form.apply(before, request);
    if (!next.equals(before)) {
      Namespaces.Found namespace =
          base == null ? namespaces.requireOpen(catalog.getId(), identifier.namespace()) : null;
      plans.add(
          new Staging.Plan<>(form, catalog, key, base, next, namespace, null, List.of(), weight));
    }
  }

  /** Gives a table or view another name; it stays the same one. */
  public void rename(
      CatalogRecord catalog, TableIdentifier from, TableIdentifier to, Form<?> form, Once once) {
    Names.check(to);
    Key target = Keys.entity(catalog.getId(), to);
    Retries.run(
        () -> {
          Found found = require(catalog, from, form);
          Namespaces.Found namespace = namespaces.requireOpen(catalog.getId(), to.namespace());
          Optional<Found> there = find(target);
          if (there.isPresent()) {
            String kind =
                there.get().record().getKind() == EntityRecord.Kind.TABLE ? "Table" : "View";
            throw new AlreadyExistsException(
                "Cannot rename %s to %s. %s already exists", from, to, kind);
          }
          Transaction.Builder transaction =
              Transaction.builder()
                  .requireUnchanged(found.key(), found.revision())
                  .delete(found.key())
                  .requireUnchanged(namespace.key(), namespace.revision())
                  .requireAbsent(target)
                  .put(target, Records.bytes(found.record()));
          namespaces.grants().addRename(catalog, from, to, transaction);
          once.remember(transaction, 204, new byte[0]);
          return store.commit(transaction.build());
        });
  }

  /** What becomes of what has a name already. */
  public enum Existing {
    /** The name is taken. */
    KEEP,
    REPLACE
  }

  /** What becomes of the files of a table that is dropped. */
  public enum Files {
    KEEP,
    /** They are deleted in the background. */
    PURGE
  }

  /** Drops a table or view. */
  public void drop(
      CatalogRecord catalog, TableIdentifier identifier, Form<?> form, Files files, Once once) {
    Retries.run(
        () -> {
          Found found = require(catalog, identifier, form);
          Transaction.Builder transaction = Transaction.builder();
          staging.addRemoval(catalog, found, transaction);
          namespaces.grants().addDrop(catalog, identifier, transaction);
          if (files == Files.PURGE) {
            PurgeRecord purge =
                PurgeRecord.newBuilder()
                    .setCatalog(catalog.getName())
                    .setCatalogId(catalog.getId())
                    .setViewUuid(
                        form.kind() == EntityRecord.Kind.VIEW ? found.record().getUuid() : "")
                    .setLocation(found.record().getLocation())
                    .addAllFurtherLocations(found.record().getFurtherLocationsList())
                    .setMetadataLocation(found.record().getMetadataLocation())
                    .setStorageProfile(found.record().getStorageProfile())
                    .build();
            long distinction = ByteBuffer.wrap(staging.randomBytes(Long.BYTES)).getLong();
            transaction.put(Keys.purge(clock.millis(), distinction), Records.bytes(purge));
          }
          once.remember(transaction, 204, new byte[0]);
          return store.commit(transaction.build());
        });
  }
}

package io.sluice.catalog.entity;

import io.sluice.catalog.record.CatalogRecord;
import io.sluice.catalog.record.Keys;
import io.sluice.catalog.storage.Placement;
import io.sluice.catalog.storage.TableStorage;
import io.sluice.store.Condition;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Transaction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.jspecify.annotations.Nullable;

/**
 * Changes tables and views as clients ask for it. Requests for one entity wait for each other: who
 * comes first takes all that have come meanwhile, applies each to what the one before left behind,
 * and commits them with one metadata file and one transaction. Whose requirements do not hold then
 * fails alone.
 */
final class Commits {
  /** Each may have an answer to be remembered, which is an item of the transaction. */
  private static final int MOST_TOGETHER = 32;

  private final MetadataStore store;
  private final Namespaces namespaces;
  private final Staging staging;
  private final Entities entities;
  private final TableStorage storage;
  private final ConcurrentHashMap<Key, Group> groups = new ConcurrentHashMap<>();

  Commits(
      MetadataStore store,
      Namespaces namespaces,
      Staging staging,
      Entities entities,
      TableStorage storage) {
    this.store = store;
    this.namespaces = namespaces;
    this.staging = staging;
    this.entities = entities;
    this.storage = storage;
  }

  /** Those that change one entity. */
  private static final class Group {
    final ReentrantLock lock = new ReentrantLock();
    final ConcurrentLinkedQueue<Pending<?>> waiting = new ConcurrentLinkedQueue<>();
    int users;
  }

  /** A request that waits. */
  private static final class Pending<M> {
    final Form<M> form;
    final CatalogRecord catalog;
    final TableIdentifier identifier;
    final UpdateTableRequest request;
    final Once once;
    volatile @Nullable Found done;
    volatile @Nullable RuntimeException failed;

    Pending(
        Form<M> form,
        CatalogRecord catalog,
        TableIdentifier identifier,
        UpdateTableRequest request,
        Once once) {
      this.form = form;
      this.catalog = catalog;
      this.identifier = identifier;
      this.request = request;
      this.once = once;
    }

    boolean isSettled() {
      return done != null || failed != null;
    }

    Found result() {
      RuntimeException failure = failed;
      if (failure != null) {
        throw failure;
      }
      Found found = done;
      if (found == null) {
        throw new IllegalStateException("a commit was left without an outcome");
      }
      return found;
    }
  }

  /** Does what a request asks for, and returns the entity as it is then. */
  <M> Found commit(
      Form<M> form,
      CatalogRecord catalog,
      TableIdentifier identifier,
      UpdateTableRequest request,
      Once once) {
    Key key = Keys.entity(catalog.getId(), identifier);
    Pending<M> own = new Pending<>(form, catalog, identifier, request, once);
    Group group = enter(key);
    try {
      group.waiting.add(own);
      group.lock.lock();
      try {
        while (!own.isSettled()) {
          lead(group, key);
        }
      } finally {
        group.lock.unlock();
      }
    } finally {
      leave(key);
    }
    return own.result();
  }

  /** Does something while nobody else in this process changes any of these. */
  <T> T alone(SortedSet<Key> keys, Supplier<T> work) {
    List<Group> held = new ArrayList<>();
    try {
      for (Key key : keys) {
        Group group = enter(key);
        group.lock.lock();
        held.add(group);
      }
      return work.get();
    } finally {
      held.reversed().forEach(group -> group.lock.unlock());
      keys.stream().limit(held.size()).forEach(this::leave);
    }
  }

  private Group enter(Key key) {
    return groups.compute(
        key,
        (_, found) -> {
          Group group = found == null ? new Group() : found;
          group.users++;
          return group;
        });
  }

  private void leave(Key key) {
    groups.computeIfPresent(key, (_, group) -> --group.users == 0 ? null : group);
  }

  private void lead(Group group, Key key) {
    List<Pending<?>> together = new ArrayList<>();
    Pending<?> first = group.waiting.peek();
    while (first != null
        && together.size() < MOST_TOGETHER
        && (together.isEmpty() || first.form.kind() == together.getFirst().form.kind())) {
      together.add(group.waiting.remove());
      first = group.waiting.peek();
    }
    lead(together.getFirst(), together, key);
  }

  @SuppressWarnings("unchecked") // they are all of one kind
  private <M> void lead(Pending<M> first, List<Pending<?>> together, Key key) {
    List<Pending<M>> batch = new ArrayList<>();
    together.forEach(pending -> batch.add((Pending<M>) pending));
    try {
      while (batch.stream().anyMatch(pending -> !pending.isSettled())) {
        Retries.run(
            () -> {
              attempt(first.form, batch, key);
              return key;
            });
      }
    } catch (RuntimeException e) {
      batch.stream().filter(pending -> !pending.isSettled()).forEach(p -> p.failed = e);
    }
  }

  private <M> void attempt(Form<M> form, List<Pending<M>> batch, Key key) {
    settleAnswered(batch);
    Optional<Found> entity = entities.find(key);
    if (entity.isPresent() && entity.get().record().getKind() != form.kind()) {
      batch.stream()
          .filter(pending -> !pending.isSettled())
          .forEach(pending -> pending.failed = otherKind(entity.get(), pending));
      return;
    }
    M base = entity.map(found -> entities.metadata(form, found)).orElse(null);
    M current = base;
    List<Pending<M>> applied = new ArrayList<>();
    List<Rebased> files = new ArrayList<>();
    Set<Key> answered = new HashSet<>();
    for (Pending<M> pending : batch) {
      if (pending.isSettled() || pending.once.stored().filter(answered::contains).isPresent()) {
        continue;
      }
      Applied<M> result = applied(form, pending, entity.orElse(null), current, files);
      if (result == null) {
        continue;
      }
      M next = result.metadata();
      boolean moves = current == null || isElsewhere(form, current, next);
      if (moves && !applied.isEmpty()) {
        // where it may not lie there, nobody else has to suffer for it
        break;
      }
      applied.add(pending);
      files.addAll(result.files());
      pending.once.stored().ifPresent(answered::add);
      current = next;
      if (moves || files.size() == MetadataFiles.MOST_FURTHER_TOGETHER) {
        break;
      }
    }
    if (!applied.isEmpty() && current != null) {
      publish(form, applied, key, entity, base, new Applied<>(current, files));
    }
  }

  private <M> RuntimeException otherKind(Found there, Pending<M> pending) {
    return creates(pending.request)
        ? entities.other(there.record(), pending.form, pending.identifier)
        : pending.form.missing(pending.identifier);
  }

  private static <M> boolean isElsewhere(Form<M> form, M current, M next) {
    return !Staging.locationsOf(form, current).equals(Staging.locationsOf(form, next));
  }

  /**
   * What requests have led to.
   *
   * @param files what has to be written before it is committed
   */
  private record Applied<M>(M metadata, List<Rebased> files) {}

  private <M> @Nullable Applied<M> applied(
      Form<M> form,
      Pending<M> pending,
      @Nullable Found entity,
      @Nullable M current,
      List<Rebased> before) {
    try {
      if (current == null && !creates(pending.request)) {
        throw form.missing(pending.identifier);
      }
      return new Applied<>(form.apply(current, pending.request), List.of());
    } catch (CommitFailedException e) {
      return entity == null || current == null
          ? refused(pending, e)
          : rebased(
              form, pending, folder(form, entity, pending.catalog, current, before), current, e);
    } catch (RuntimeException e) {
      return refused(pending, e);
    }
  }

  private <M> @Nullable Applied<M> rebased(
      Form<M> form, Pending<M> pending, Folder folder, M current, CommitFailedException conflict) {
    try {
      Rebased rebased = form.rebase(current, pending.request, folder).orElse(null);
      return rebased == null
          ? refused(pending, conflict)
          : new Applied<>(form.apply(current, rebased.request()), List.of(rebased));
    } catch (RuntimeException e) {
      conflict.addSuppressed(e);
      return refused(pending, conflict);
    }
  }

  /** The folder of the metadata, with what is about to be written into it. */
  private <M> Folder folder(
      Form<M> form, Found entity, CatalogRecord catalog, M current, List<Rebased> before) {
    Placement placement = entity.placement(catalog);
    String location = MetadataFiles.metadataFolder(form, current);
    return new Folder(
        placement.catalog(), location, () -> storage.open(placement, location + "/"), before);
  }

  private static <M> @Nullable Applied<M> refused(Pending<M> pending, RuntimeException failure) {
    pending.failed = failure;
    return null;
  }

  /** Whether a request is to create something. */
  static boolean creates(UpdateTableRequest request) {
    return request.requirements().stream()
        .anyMatch(UpdateRequirement.AssertTableDoesNotExist.class::isInstance);
  }

  private <M> void publish(
      Form<M> form,
      List<Pending<M>> applied,
      Key key,
      Optional<Found> entity,
      @Nullable M base,
      Applied<M> next) {
    Pending<M> first = applied.getFirst();
    CatalogRecord catalog = first.catalog;
    Found found = entity.orElse(null);
    Transaction.Builder transaction = Transaction.builder();
    for (Pending<M> pending : applied) {
      pending.once.rememberReload(transaction);
    }
    try {
      if (found != null && next.metadata().equals(base)) {
        unchanged(applied, found, transaction);
        return;
      }
      Namespaces.Found namespace =
          found != null
              ? null
              : namespaces.requireOpen(catalog.getId(), first.identifier.namespace());
      Staging.Staged staged =
          staging.stage(
              new Staging.Plan<>(
                  form,
                  catalog,
                  key,
                  found,
                  next.metadata(),
                  namespace,
                  null,
                  next.files(),
                  Weight.FULL));
      staging.add(staged, transaction, new HashSet<>());
      long revision = staging.publish(List.of(staged), transaction.build());
      applied.forEach(pending -> pending.done = staged.committed(revision));
    } catch (ConditionFailedException e) {
      // also where one has been answered meanwhile, which the next attempt finds
      throw again(e);
    } catch (RuntimeException e) {
      applied.forEach(pending -> pending.failed = e);
      return;
    }
    if (base != null && form.discards(base, next.metadata())) {
      Found result = applied.getFirst().result();
      try (FileIO io = storage.open(result.placement(catalog), form.location(next.metadata()))) {
        form.afterCommit(new ConfinedFiles(io, result.locations()), base, next.metadata());
      } catch (RuntimeException e) {
        Entities.LOG.warn("old metadata files are left behind: {}", e.getMessage());
      }
    }
  }

  private <M> void unchanged(
      List<Pending<M>> applied, Found found, Transaction.Builder transaction) {
    if (applied.stream().anyMatch(pending -> pending.once.stored().isPresent())) {
      store.commit(transaction.build());
    }
    applied.forEach(pending -> pending.done = found);
  }

  private static ConditionFailedException again(ConditionFailedException e) {
    return e.condition().key().table().equals(Keys.ANSWERS)
        ? new ConditionFailedException(new Condition.Present(Keys.intent(0, 0)))
        : e;
  }

  /** Whoever's request has been answered meanwhile finds the answer there. */
  private <M> void settleAnswered(List<Pending<M>> batch) {
    Map<Key, Pending<M>> byKey = new LinkedHashMap<>();
    for (Pending<M> pending : batch) {
      if (!pending.isSettled()) {
        pending.once.stored().ifPresent(key -> byKey.putIfAbsent(key, pending));
      }
    }
    if (byKey.isEmpty()) {
      return;
    }
    List<Key> keys = List.copyOf(byKey.keySet());
    List<Optional<Entry>> answers = store.getAll(keys);
    for (int i = 0; i < keys.size(); i++) {
      Pending<M> pending = byKey.get(keys.get(i));
      if (answers.get(i).isPresent() && pending != null) {
        pending.failed = new ConditionFailedException(new Condition.Absent(keys.get(i)));
      }
    }
  }
}

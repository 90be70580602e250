package io.sluice.catalog.entity;

import com.google.protobuf.ByteString;
import io.sluice.catalog.record.CatalogRecord;
import io.sluice.catalog.record.EntityRecord;
import io.sluice.catalog.record.IntentRecord;
import io.sluice.catalog.record.Keys;
import io.sluice.catalog.record.Records;
import io.sluice.catalog.storage.Placement;
import io.sluice.catalog.storage.TableStorage;
import io.sluice.store.Bytes;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import io.sluice.store.Transaction;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.apache.iceberg.util.LocationUtil;
import org.jspecify.annotations.Nullable;

/**
 * Prepares changes of tables and views. Where the metadata file can be a part of the transaction
 * that makes the change, there is little to prepare. Else an intent is committed, the metadata file
 * is written, and then the transaction takes the intent away. What is left of one that came to
 * nothing is removed by whoever began it, or else by the {@link Reaper}.
 */
final class Staging {
  private static final int ID_BYTES = 16;
  private static final int GENERATION_BYTES = 8;
  private static final int MAX_CLAIMS = 16;

  /** Properties that lead to files outside of the location. */
  private static final List<String> LOCATION_PROPERTIES =
      List.of(
          "write.data.path",
          "write.metadata.path",
          "write.object-storage.path",
          "write.folder-storage.path");

  private final MetadataStore store;
  private final TableStorage storage;
  private final MetadataFiles files;
  private final Contents contents;
  private final Locations locations;
  private final Intents intents;
  private final ProfileChoice profiles;
  private final Clock clock;
  private final SecureRandom random;

  Staging(
      MetadataStore store,
      TableStorage storage,
      Contents contents,
      Clock clock,
      SecureRandom random) {
    this.store = store;
    this.storage = storage;
    this.files = new MetadataFiles(storage);
    this.contents = contents;
    this.locations = new Locations(store);
    this.intents = new Intents(store, files, locations, clock, random);
    this.profiles = new ProfileChoice(store);
    this.clock = clock;
    this.random = random;
  }

  /**
   * A change to be made.
   *
   * @param base null if it is to be created
   * @param namespace where it is created; not null then
   * @param file the metadata file if it is there already; null to write it
   * @param further other files to be written beside the metadata file; none if that is there
   */
  record Plan<M>(
      Form<M> form,
      CatalogRecord catalog,
      Key key,
      @Nullable Found base,
      M next,
      Namespaces.@Nullable Found namespace,
      @Nullable String file,
      List<Rebased> further,
      Weight weight) {}

  /**
   * A change that is prepared.
   *
   * @param intent null if nothing is there before the change is made, which then has a base
   * @param files adds the files that are written with the change itself
   */
  record Staged(
      CatalogRecord catalog,
      Key key,
      EntityRecord record,
      @Nullable Found base,
      Namespaces.@Nullable Found namespace,
      Intents.@Nullable Declared intent,
      Contents.Encoded encoded,
      Weight weight,
      List<String> released,
      Optional<Consumer<Transaction.Builder>> files) {
    Found committed(long revision) {
      return new Found(key, record, revision);
    }
  }

  byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /** The locations of an entity, each once. */
  static <M> Set<String> locationsOf(Form<M> form, M metadata) {
    Set<String> all = new LinkedHashSet<>();
    all.add(LocationUtil.stripTrailingSlash(form.location(metadata)));
    Map<String, String> properties = form.properties(metadata);
    for (String property : LOCATION_PROPERTIES) {
      String location = properties.get(property);
      if (location != null && !location.isEmpty()) {
        all.add(LocationUtil.stripTrailingSlash(location));
      }
    }
    return all;
  }

  /** Whether somebody else has files at, around or inside of a location. */
  boolean isTaken(ByteString catalogId, String location) {
    List<String> wanted = Locations.normalized(List.of(location));
    return locations.taken(catalogId, ByteString.EMPTY, wanted).isPresent();
  }

  /**
   * Requires that nobody else has files at, around or inside of a location.
   *
   * @throws LocationTakenException if somebody has
   */
  void requireFree(ByteString catalogId, String location) {
    List<String> wanted = Locations.normalized(List.of(location));
    Retries.run(
        () -> {
          Optional<Key> taken = locations.taken(catalogId, ByteString.EMPTY, wanted);
          if (taken.isPresent()) {
            throw locations.conflict(taken.get(), location, clock.millis());
          }
          return wanted;
        });
  }

  /**
   * Prepares a change; {@link #publish} or {@link #abandon} must follow.
   *
   * @throws LocationTakenException if it is to lie where another one does
   */
  <M> Staged stage(Plan<M> plan) {
    Form<M> form = plan.form();
    CatalogRecord catalog = plan.catalog();
    Found base = plan.base();
    Set<String> all = locationsOf(form, plan.next());
    Set<String> fresh = new LinkedHashSet<>(all);
    if (base != null) {
      base.locations().forEach(fresh::remove);
      // old snapshots have files there yet
      all.addAll(base.locations());
    }
    String profile = profile(plan);
    Placement placement = new Placement(catalog.getName(), profile);
    fresh.forEach(location -> storage.requireAllowed(placement, location));
    List<String> claims = Locations.normalized(List.copyOf(all));
    if (claims.size() > MAX_CLAIMS) {
      throw new BadRequestException("it would have files in more than %d places", MAX_CLAIMS);
    }
    List<String> before = base == null ? List.of() : base.record().getClaimsList();
    List<String> added = without(claims, before);
    String location = all.iterator().next();
    int version = base == null ? 0 : base.record().getVersion() + 1;
    EntityRecord record =
        EntityRecord.newBuilder()
            .setKind(form.kind())
            .setId(
                base == null ? ByteString.copyFrom(randomBytes(ID_BYTES)) : base.record().getId())
            .setUuid(form.uuid(plan.next()))
            .setLocation(location)
            .addAllFurtherLocations(all.stream().skip(1).toList())
            .addAllClaims(claims)
            .setGeneration(ByteString.copyFrom(randomBytes(GENERATION_BYTES)))
            .setStorageProfile(profile)
            .setVersion(version)
            .setMetadataLocation(
                plan.file() == null
                    ? MetadataFiles.newFile(form, plan.next(), version)
                    : plan.file())
            .build();
    return stage(plan, record, added, without(before, claims));
  }

  private <M> String profile(Plan<M> plan) {
    Found base = plan.base();
    if (base != null) {
      return base.record().getStorageProfile();
    }
    ByteString catalogId = plan.catalog().getId();
    Namespace namespace = Keys.identifier(plan.key()).namespace();
    // a file that is there already says nothing of how it has been reached
    return plan.file() == null
        ? profiles.of(catalogId, namespace, plan.form().properties(plan.next()))
        : profiles.of(catalogId, namespace);
  }

  Intents intents() {
    return intents;
  }

  ProfileChoice profiles() {
    return profiles;
  }

  private <M> Staged stage(
      Plan<M> plan, EntityRecord record, List<String> added, List<String> released) {
    Contents.Encoded encoded =
        contents.encode(plan.form(), plan.next(), record.getMetadataLocation());
    Weight weight = plan.weight();
    if (encoded.parts().size() > weight.parts
        || encoded.sizeBytes() > store.limits().transactionBytes() / weight.share) {
      weight = Weight.LEAN;
    }
    Optional<Consumer<Transaction.Builder>> together =
        plan.file() == null && weight == Weight.FULL
            ? files.addition(plan, record, encoded.whole())
            : Optional.empty();
    EntityRecord whole =
        record.toBuilder()
            .setHeadParts(encoded.headParts())
            .setWholeParts(encoded.parts().size() - encoded.headParts())
            .build();
    Intents.Declared intent =
        together.isPresent() && added.isEmpty()
            ? null
            : intents.declare(intent(plan, whole, added, together.isEmpty()));
    Staged staged =
        new Staged(
            plan.catalog(),
            plan.key(),
            whole,
            plan.base(),
            plan.namespace(),
            intent,
            encoded,
            weight,
            released,
            together);
    if (intent != null) {
      prepare(plan, staged, intent);
    }
    return staged;
  }

  private static <M> IntentRecord intent(
      Plan<M> plan, EntityRecord record, List<String> added, boolean withFiles) {
    IntentRecord.Builder intent =
        IntentRecord.newBuilder()
            .setCatalogId(plan.catalog().getId())
            .setCatalog(plan.catalog().getName())
            .setStorageProfile(record.getStorageProfile())
            .setEntityId(record.getId())
            .setLocation(record.getLocation())
            .setGeneration(record.getGeneration())
            .setParts(record.getHeadParts() + record.getWholeParts())
            .addAllClaims(added);
    if (withFiles && plan.file() == null) {
      intent
          .setMetadataLocation(record.getMetadataLocation())
          .addAllFurtherFiles(plan.further().stream().map(Rebased::file).toList());
    }
    return intent.build();
  }

  private <M> void prepare(Plan<M> plan, Staged staged, Intents.Declared declared) {
    boolean ready = false;
    try {
      IntentRecord intent = declared.record();
      intents.requireAlone(intent);
      if (staged.weight() == Weight.LEAN) {
        List<Bytes> parts = staged.encoded().parts();
        for (int number = 0; number < parts.size(); number++) {
          store.commit(Transaction.builder().put(part(staged, number), parts.get(number)).build());
        }
      }
      if (!intent.getMetadataLocation().isEmpty()) {
        files.write(plan, intent, staged.encoded().whole());
      }
      ready = true;
    } finally {
      if (!ready) {
        intents.abandon(declared);
      }
    }
  }

  private static Key part(Staged staged, int number) {
    return Keys.part(staged.record().getId(), staged.record().getGeneration(), number);
  }

  private static List<String> without(List<String> all, List<String> some) {
    List<String> left = new ArrayList<>(all);
    left.removeAll(some);
    return left;
  }

  /**
   * Adds a prepared change to a transaction.
   *
   * @param namespaces those that the transaction has a condition on already
   */
  void add(Staged staged, Transaction.Builder transaction, Set<Key> namespaces) {
    Found base = staged.base();
    Namespaces.Found namespace = staged.namespace();
    if (namespace != null && namespaces.add(namespace.key())) {
      transaction.requireUnchanged(namespace.key(), namespace.revision());
    }
    if (base == null) {
      transaction.requireAbsent(staged.key());
    } else {
      transaction.requireUnchanged(staged.key(), base.revision());
    }
    transaction.put(staged.key(), Records.bytes(staged.record()));
    Intents.Declared intent = staged.intent();
    if (intent != null) {
      transaction.requireUnchanged(intent.key(), intent.revision());
    }
    staged.files().ifPresent(files -> files.accept(transaction));
    if (staged.weight() != Weight.LEAN) {
      List<Bytes> parts = staged.encoded().parts();
      for (int number = 0; number < parts.size(); number++) {
        transaction.put(part(staged, number), parts.get(number));
      }
    }
    locations.release(staged.catalog().getId(), staged.released(), transaction);
    boolean leavesParts = false;
    if (base != null) {
      leavesParts = staged.weight() == Weight.LEAN || base.parts() > staged.weight().parts;
      if (!leavesParts) {
        deleteParts(base, transaction);
      }
    }
    if (base != null && leavesParts) {
      Key key = intent == null ? intents.newKey() : intent.key();
      transaction.put(key, Records.bytes(Intents.garbage(staged.catalog().getName(), base)));
    } else if (intent != null) {
      transaction.delete(intent.key());
    }
  }

  /** Adds that an entity is not to be there any more. */
  void addRemoval(CatalogRecord catalog, Found found, Transaction.Builder transaction) {
    transaction.requireUnchanged(found.key(), found.revision()).delete(found.key());
    locations.release(catalog.getId(), found.record().getClaimsList(), transaction);
    if (found.parts() <= Intents.MAX_PARTS_AT_ONCE) {
      deleteParts(found, transaction);
    } else {
      transaction.put(intents.newKey(), Records.bytes(Intents.garbage(catalog.getName(), found)));
    }
  }

  private static void deleteParts(Found found, Transaction.Builder transaction) {
    EntityRecord record = found.record();
    for (int number = 0; number < found.parts(); number++) {
      transaction.delete(Keys.part(record.getId(), record.getGeneration(), number));
    }
  }

  /**
   * Commits prepared changes.
   *
   * @throws ConditionFailedException if something has changed; then they are abandoned
   * @throws CommitStateUnknownException if it is not known whether they are committed
   */
  long publish(List<Staged> changes, Transaction transaction) {
    try {
      long revision = store.commit(transaction);
      changes.forEach(staged -> contents.remember(staged.record(), staged.encoded()));
      return revision;
    } catch (StoreException e) {
      if (e.error() != StoreError.UNAVAILABLE && e.error() != StoreError.CLOSED) {
        changes.forEach(this::abandon);
        throw e;
      }
      return resolve(changes, e);
    } catch (ConditionFailedException e) {
      changes.forEach(this::abandon);
      throw e;
    }
  }

  /** Finds out, where the store did not say; all of them are made, or none. */
  private long resolve(List<Staged> changes, StoreException cause) {
    Staged first = changes.getFirst();
    try {
      var entry = store.get(first.key());
      if (entry.isPresent()
          && Records.parse(first.key(), entry.get(), EntityRecord.parser())
              .getGeneration()
              .equals(first.record().getGeneration())) {
        return entry.get().revision();
      }
      // if it is still on its way, it comes too late now
      Intents.Declared intent = first.intent();
      if (intent == null) {
        touch(first);
      } else {
        intents.abandon(intents.mark(intent));
      }
      changes.stream().skip(1).forEach(this::abandon);
    } catch (StoreException | ConditionFailedException e) {
      cause.addSuppressed(e);
      throw new CommitStateUnknownException(cause);
    }
    throw new ServiceUnavailableException("the store did not take the commit; try again");
  }

  /** Commits what there was before a change once more, so that the change is too late. */
  private void touch(Staged staged) {
    Found base = staged.base();
    if (base != null) {
      store.commit(
          Transaction.builder()
              .requireUnchanged(staged.key(), base.revision())
              .put(staged.key(), Records.bytes(base.record()))
              .build());
    }
  }

  /** Removes what was prepared for a change that is not made. */
  void abandon(Staged staged) {
    Intents.Declared intent = staged.intent();
    if (intent != null) {
      intents.abandon(intent);
    }
  }
}

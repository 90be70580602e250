package io.sluice.catalog.storage;

import com.google.protobuf.InvalidProtocolBufferException;
import io.sluice.catalog.record.StorageProfileRecord;
import io.sluice.store.Bytes;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.Limits;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import io.sluice.store.Table;
import io.sluice.store.Transaction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;

/**
 * The storage profiles that there are. What was read of them is kept for as long as nothing has
 * changed, which one small read finds out; so a change counts from the next request on.
 */
public final class StorageProfiles {
  public static final Table PROFILES = new Table("storage-profiles");

  /** Its one entry is put anew with every change, so its revision tells whether there was one. */
  public static final Table CHANGES = new Table("storage-profile-changes");

  private static final Key CHANGE = new Key(CHANGES, Bytes.utf8("all"));
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /** Of all profiles: they are matched one by one. */
  private static final int MOST = Limits.PAGE_ITEMS;

  private record Known(long revision, List<StorageProfile> profiles) {}

  private final MetadataStore store;
  private volatile Known known = new Known(-1, List.of());

  public StorageProfiles(MetadataStore store) {
    this.store = store;
  }

  /**
   * Adds one.
   *
   * @throws AlreadyExistsException if there is one of its name
   */
  public void create(StorageProfile profile) {
    try {
      put(profile, Transaction.builder().requireAbsent(key(profile.name())));
    } catch (ConditionFailedException _) {
      throw new AlreadyExistsException("there is a storage profile '%s' already", profile.name());
    }
  }

  /** Adds one, or replaces the one of its name. */
  public void put(StorageProfile profile) {
    put(profile, Transaction.builder());
  }

  private void put(StorageProfile profile, Transaction.Builder transaction) {
    if (!NAME.matcher(profile.name()).matches()) {
      throw new BadRequestException(
          "a storage profile's name is 1 to 64 letters, digits, '.', '_' and '-', not '%s'",
          profile.name());
    }
    if (list().size() >= MOST && find(profile.name()).isEmpty()) {
      throw new BadRequestException("there are %s storage profiles already", MOST);
    }
    store.commit(
        transaction
            .put(key(profile.name()), Bytes.wrap(ProfileRecords.of(profile).toByteArray()))
            .put(CHANGE, Bytes.EMPTY)
            .build());
  }

  /** Removes one; whether there was one. */
  public boolean remove(String name) {
    if (find(name).isEmpty()) {
      return false;
    }
    store.commit(Transaction.builder().delete(key(name)).put(CHANGE, Bytes.EMPTY).build());
    return true;
  }

  public Optional<StorageProfile> find(String name) {
    return list().stream().filter(profile -> profile.name().equals(name)).findFirst();
  }

  /** The one with the longest prefix that a location is in. */
  public Optional<StorageProfile> match(Location location) {
    record Match(StorageProfile profile, int length) {}
    return list().stream()
        .flatMap(
            profile ->
                profile.prefixes().stream()
                    .filter(prefix -> prefix.contains(location))
                    .map(prefix -> new Match(profile, prefix.prefix().length())))
        .max(Comparator.comparingInt(Match::length))
        .map(Match::profile);
  }

  /** All of them, in the order of their names. */
  public List<StorageProfile> list() {
    long revision = store.get(CHANGE).map(Entry::revision).orElse(0L);
    Known last = known;
    if (last.revision() == revision) {
      return last.profiles();
    }
    // what is read now is at least as new as the revision, so the next look corrects it if need be
    List<StorageProfile> profiles = new ArrayList<>();
    Page page = store.scan(Scan.of(PROFILES, Bytes.EMPTY, MOST));
    for (Page.Item item : page.entries()) {
      profiles.add(parse(item));
    }
    known = new Known(revision, List.copyOf(profiles));
    return known.profiles();
  }

  private static StorageProfile parse(Page.Item item) {
    try {
      return ProfileRecords.profile(
          StorageProfileRecord.parseFrom(item.entry().value().unsafeArray()));
    } catch (InvalidProtocolBufferException e) {
      throw new StoreException(StoreError.CORRUPT, "a storage profile is not a record", e);
    }
  }

  private static Key key(String name) {
    return new Key(PROFILES, Bytes.utf8(name));
  }
}

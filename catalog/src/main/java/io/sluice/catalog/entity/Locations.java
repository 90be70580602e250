package io.sluice.catalog.entity;

import com.google.protobuf.ByteString;
import io.sluice.catalog.record.IntentRecord;
import io.sluice.catalog.record.Keys;
import io.sluice.catalog.record.LocationRecord;
import io.sluice.catalog.record.Records;
import io.sluice.store.Bytes;
import io.sluice.store.Condition;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;

/**
 * The locations that tables and views of a catalog lie at. None is inside of another one's.
 *
 * <p>A location is claimed on condition that none around it is, and then it is looked whether one
 * inside of it is. Of two that come at the same time at least one sees the other: the inner one
 * does not get its claim once the outer one has its own, and where it was faster the outer one
 * finds it. So a claim is made ahead of what needs it, and taken back if it is refused.
 */
final class Locations {
  /** After so long, somebody else who wants the same location need not wait for its claim. */
  static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final int MAX_BYTES = 1_000;
  private static final int MAX_DEPTH = 32;

  private final MetadataStore store;

  Locations(MetadataStore store) {
    this.store = store;
  }

  /**
   * The locations as they are claimed: those that are inside of another one are left out, and each
   * ends with a slash.
   *
   * @throws BadRequestException if one is not a location that can be claimed
   */
  static List<String> normalized(List<String> locations) {
    TreeSet<String> all = new TreeSet<>();
    locations.forEach(location -> all.add(normalized(location)));
    List<String> outer = new ArrayList<>();
    for (String location : all) {
      if (outer.isEmpty() || !location.startsWith(outer.getLast())) {
        outer.add(location);
      }
    }
    return outer;
  }

  private static String normalized(String location) {
    // one place can be written in several ways
    String plain =
        location
            .replaceFirst("^s3[an]://", "s3://")
            .replaceFirst("^abfs://", "abfss://")
            .replaceFirst("^file:/+", "file:/");
    while (plain.endsWith("/")) {
      plain = plain.substring(0, plain.length() - 1);
    }
    plain += "/";
    if (plain.length() < 2
        || plain.indexOf(0) >= 0
        || plain.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES
        || depth(plain) > MAX_DEPTH) {
      throw new BadRequestException(
          "a location has 1 to %d bytes and at most %d slashes", MAX_BYTES, MAX_DEPTH);
    }
    if (plain.contains("/../") || plain.contains("/./")) {
      throw new BadRequestException("a location has no segments '.' and '..'");
    }
    return plain;
  }

  private static long depth(String location) {
    return location.chars().filter(c -> c == '/').count();
  }

  /** Adds the claims of an entity to the transaction that comes ahead of what needs them. */
  void claim(Key intentKey, IntentRecord intent, Transaction.Builder transaction) {
    ByteString catalogId = intent.getCatalogId();
    List<String> locations = intent.getClaimsList();
    Bytes record =
        Records.bytes(
            LocationRecord.newBuilder()
                .setEntityId(intent.getEntityId())
                .setIntent(ByteString.copyFrom(intentKey.name().unsafeArray()))
                .build());
    TreeSet<String> absent = new TreeSet<>();
    for (String location : locations) {
      Key key = Keys.location(catalogId, location);
      transaction.put(key, record);
      absent.add(location);
      absent.addAll(around(location));
    }
    absent.forEach(location -> transaction.requireAbsent(Keys.location(catalogId, location)));
  }

  void release(ByteString catalogId, List<String> locations, Transaction.Builder transaction) {
    locations.forEach(location -> transaction.delete(Keys.location(catalogId, location)));
  }

  /** Where another entity claims one of these locations, or one around it or inside of it. */
  Optional<Key> taken(ByteString catalogId, ByteString entityId, List<String> locations) {
    for (String location : locations) {
      List<String> outside = new ArrayList<>(around(location));
      outside.add(location);
      List<Key> keys = outside.stream().map(at -> Keys.location(catalogId, at)).toList();
      List<Optional<Entry>> found = store.getAll(keys);
      for (int i = 0; i < keys.size(); i++) {
        Optional<Entry> entry = found.get(i);
        if (entry.isPresent() && !isOf(entityId, keys.get(i), entry.get())) {
          return Optional.of(keys.get(i));
        }
      }
      // its own ones are few
      Bytes prefix = Keys.locations(catalogId, location);
      Page page = store.scan(Scan.of(Keys.LOCATIONS, prefix, 20));
      for (Page.Item item : page.entries()) {
        Key key = new Key(Keys.LOCATIONS, item.name());
        if (!isOf(entityId, key, item.entry())) {
          return Optional.of(key);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * What becomes of whoever wants a location that somebody else has claimed: it is taken; or what
   * it was claimed for is under way, so that it cannot be known yet; or whoever did it has not come
   * back, loses the claim, and with it the right to commit, and it can be tried again.
   */
  RuntimeException conflict(Key claimed, String wanted, long nowMillis) {
    Optional<Entry> claim = store.get(claimed);
    if (claim.isEmpty()) {
      return again(claimed);
    }
    ByteString intentName =
        Records.parse(claimed, claim.get(), LocationRecord.parser()).getIntent();
    if (intentName.isEmpty()) {
      return new LocationTakenException(wanted);
    }
    Key intentKey = new Key(Keys.INTENTS, Bytes.wrap(intentName.toByteArray()));
    List<Optional<Entry>> both = store.getAll(List.of(claimed, intentKey));
    if (both.getFirst().isEmpty()) {
      return again(claimed);
    }
    Optional<Entry> entry = both.getLast();
    IntentRecord intent =
        entry
            .map(found -> Records.parse(intentKey, found, IntentRecord.parser()))
            .orElse(IntentRecord.getDefaultInstance());
    if (entry.isEmpty() || !claims(intent, claimed)) {
      return new LocationTakenException(wanted);
    }
    if (nowMillis - Keys.millisOf(intentKey.name()) < PATIENCE.toMillis()) {
      return new ServiceUnavailableException(
          "somebody else is about to use a location at, around or inside of %s; try again", wanted);
    }
    takeAway(intentKey, entry.get(), intent);
    return again(claimed);
  }

  private static boolean claims(IntentRecord intent, Key claimed) {
    return intent.getClaimsList().stream()
        .anyMatch(location -> Keys.location(intent.getCatalogId(), location).equals(claimed));
  }

  /** What else it left behind is removed with the others of its age. */
  private void takeAway(Key intentKey, Entry entry, IntentRecord intent) {
    IntentRecord without = intent.toBuilder().clearClaims().setReaping(true).build();
    Transaction.Builder transaction =
        Transaction.builder()
            .requireUnchanged(intentKey, entry.revision())
            .put(intentKey, Records.bytes(without));
    release(intent.getCatalogId(), intent.getClaimsList(), transaction);
    store.commit(transaction.build());
  }

  private static ConditionFailedException again(Key claimed) {
    return new ConditionFailedException(new Condition.Absent(claimed));
  }

  private static boolean isOf(ByteString entityId, Key key, Entry entry) {
    return Records.parse(key, entry, LocationRecord.parser()).getEntityId().equals(entityId);
  }

  /** The locations around one, without the scheme. */
  private static List<String> around(String location) {
    List<String> found = new ArrayList<>();
    int scheme = location.indexOf("://");
    int from = scheme < 0 ? 1 : scheme + 3;
    for (int at = location.indexOf('/', from);
        at >= 0 && at < location.length() - 1;
        at = location.indexOf('/', at + 1)) {
      found.add(location.substring(0, at + 1));
    }
    return found;
  }
}

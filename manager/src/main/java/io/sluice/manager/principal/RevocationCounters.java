package io.sluice.manager.principal;

import io.sluice.manager.record.Keys;
import io.sluice.store.Bytes;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Transaction;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * How often something was taken away from an entity. Credentials that were issued on the strength
 * of it say the count of that moment, so one transaction makes all of them void.
 */
public final class RevocationCounters {
  private RevocationCounters() {}

  public static String principal(String name) {
    return "principal/" + name;
  }

  public static String principalRole(String name) {
    return "principal-role/" + name;
  }

  public static String catalogRole(String catalog, String name) {
    return "catalog-role/" + catalog + "/" + name;
  }

  public static Key key(String entity) {
    return Keys.revocations(entity);
  }

  /** How often it was taken away: 8 bytes, or 0 where there is no row. */
  public static long count(Optional<Entry> entry) {
    return entry.map(found -> ByteBuffer.wrap(found.value().unsafeArray()).getLong()).orElse(0L);
  }

  /** Adds one to a counter, by the transaction in which something is taken away. */
  public static void increment(MetadataStore store, String entity, Transaction.Builder with) {
    Key key = key(entity);
    Optional<Entry> found = store.get(key);
    found.ifPresentOrElse(
        entry -> with.requireUnchanged(key, entry.revision()), () -> with.requireAbsent(key));
    with.put(key, Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(count(found) + 1).array()));
  }
}

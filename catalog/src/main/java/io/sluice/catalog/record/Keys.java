package io.sluice.catalog.record;

import com.google.protobuf.ByteString;
import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.Table;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Where the catalog's records are in the store. The levels of a namespace each end with a byte 0,
 * which no level holds; so what is in a namespace stands together, and apart from what is in those
 * below it.
 */
public final class Keys {
  public static final Table CATALOGS = new Table("catalogs");
  public static final Table CATALOG_PLACES = new Table("catalog-places");
  public static final Table NAMESPACES = new Table("namespaces");
  public static final Table ENTITIES = new Table("entities");
  public static final Table PARTS = new Table("entity-parts");
  public static final Table LOCATIONS = new Table("locations");
  public static final Table INTENTS = new Table("catalog-intents");
  public static final Table PURGES = new Table("purges");
  public static final Table STAGED_TABLES = new Table("staged-tables");
  public static final Table ANSWERS = new Table("catalog-answers");

  private static final int END = 0;

  private Keys() {}

  public static Key catalog(String name) {
    return new Key(CATALOGS, Bytes.utf8(name));
  }

  /** Written by whatever changes where the files of any catalog may lie. */
  public static Key catalogPlaces() {
    return new Key(CATALOG_PLACES, Bytes.utf8("all"));
  }

  public static Key namespace(ByteString catalogId, Namespace namespace) {
    return new Key(NAMESPACES, levels(catalogId, namespace.length(), namespace, new byte[0]));
  }

  /** What the names of all namespaces directly below one start with. */
  public static Bytes childNamespaces(ByteString catalogId, Namespace parent) {
    return levels(catalogId, parent.length() + 1, parent, new byte[0]);
  }

  /** The namespace that a name of the table of namespaces stands for. */
  public static Namespace namespaceOf(Bytes name) {
    List<String> levels = new ArrayList<>();
    byte[] bytes = name.unsafeArray();
    int start = 16 + 1;
    for (int i = start; i < bytes.length; i++) {
      if (bytes[i] == END) {
        levels.add(new String(bytes, start, i - start, StandardCharsets.UTF_8));
        start = i + 1;
      }
    }
    return Namespace.of(levels.toArray(String[]::new));
  }

  /** A table or view. */
  public static Key entity(ByteString catalogId, TableIdentifier identifier) {
    return new Key(
        ENTITIES, entities(catalogId, identifier.namespace()).plus(Bytes.utf8(identifier.name())));
  }

  /** The table or view that such a key stands for. */
  public static TableIdentifier identifier(Key entity) {
    byte[] bytes = entity.name().unsafeArray();
    List<String> levels = new ArrayList<>();
    int start = 16;
    while (bytes[start] != END) {
      int end = start;
      while (bytes[end] != END) {
        end++;
      }
      levels.add(new String(bytes, start, end - start, StandardCharsets.UTF_8));
      start = end + 1;
    }
    String name = new String(bytes, start + 1, bytes.length - start - 1, StandardCharsets.UTF_8);
    return TableIdentifier.of(Namespace.of(levels.toArray(String[]::new)), name);
  }

  /** A table that somebody is about to create. */
  public static Key stagedTable(ByteString catalogId, TableIdentifier table, String accessKeyId) {
    Bytes who = Bytes.wrap(new byte[] {END}).plus(Bytes.utf8(accessKeyId));
    return new Key(STAGED_TABLES, entity(catalogId, table).name().plus(who));
  }

  /** What the names of all tables and views of a namespace start with. */
  public static Bytes entities(ByteString catalogId, Namespace namespace) {
    return levels(catalogId, -1, namespace, new byte[] {END});
  }

  /** The name of a table or view behind the prefix of {@link #entities}. */
  public static String entityName(Bytes prefix, Bytes name) {
    return name.slice(prefix.length(), name.length()).toUtf8();
  }

  /** A part of the metadata of a table or view, of one generation. */
  public static Key part(ByteString entityId, ByteString generation, int number) {
    byte[] name =
        ByteBuffer.allocate(entityId.size() + generation.size() + Short.BYTES)
            .put(entityId.asReadOnlyByteBuffer())
            .put(generation.asReadOnlyByteBuffer())
            .putShort((short) number)
            .array();
    return new Key(PARTS, Bytes.wrap(name));
  }

  /** A location; it ends with a slash. */
  public static Key location(ByteString catalogId, String location) {
    return new Key(LOCATIONS, locations(catalogId, location));
  }

  /** What the names of all locations start with that are inside of one, and its own. */
  public static Bytes locations(ByteString catalogId, String location) {
    return Bytes.wrap(catalogId.toByteArray()).plus(Bytes.utf8(location));
  }

  /** Ordered by time. */
  public static Key intent(long millis, long distinction) {
    return new Key(INTENTS, timed(millis, distinction));
  }

  /** Ordered by time. */
  public static Key purge(long millis, long distinction) {
    return new Key(PURGES, timed(millis, distinction));
  }

  public static long millisOf(Bytes name) {
    return ByteBuffer.wrap(name.unsafeArray()).getLong();
  }

  public static Key answer(byte[] name) {
    return new Key(ANSWERS, Bytes.wrap(name));
  }

  private static Bytes timed(long millis, long distinction) {
    return Bytes.wrap(
        ByteBuffer.allocate(2 * Long.BYTES).putLong(millis).putLong(distinction).array());
  }

  private static Bytes levels(ByteString catalogId, int depth, Namespace namespace, byte[] tail) {
    ByteArrayOutputStream name = new ByteArrayOutputStream();
    name.writeBytes(catalogId.toByteArray());
    if (depth >= 0) {
      name.write(depth);
    }
    for (String level : namespace.levels()) {
      name.writeBytes(level.getBytes(StandardCharsets.UTF_8));
      name.write(END);
    }
    name.writeBytes(tail);
    return Bytes.wrap(name.toByteArray());
  }
}

package io.sluice.catalog.access;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.sluice.catalog.record.CatalogRoleRecord;
import io.sluice.catalog.record.CatalogRoleReference;
import io.sluice.catalog.record.PrincipalRoleRecord;
import io.sluice.manager.request.Reads;
import io.sluice.manager.request.Versioned;
import io.sluice.store.Bytes;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.Page;
import io.sluice.store.Table;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Which record is kept where. The layout of every name is described in {@code docs/formats.md}. */
final class AccessTables {
  static final Table PRINCIPAL_ROLES = new Table("principal-roles");
  static final Table CATALOG_ROLES = new Table("catalog-roles");

  /** Changed by every transaction that changes a role, a grant or a catalog role's assignment. */
  static final Key VERSION = new Key(new Table("access-version"), Bytes.utf8("version"));

  /** There once no grant is left on what there is not. */
  static final Key FOLLOWING = new Key(new Table("access-version"), Bytes.utf8("following"));

  private AccessTables() {}

  static Key principalRole(String name) {
    return new Key(PRINCIPAL_ROLES, Bytes.utf8(name));
  }

  static Key catalogRole(ByteString catalogId, String name) {
    return new Key(CATALOG_ROLES, Bytes.wrap(catalogId.toByteArray()).plus(Bytes.utf8(name)));
  }

  static Key catalogRole(CatalogRoleReference reference) {
    return catalogRole(reference.getCatalogId(), reference.getName());
  }

  static Optional<Versioned<PrincipalRoleRecord>> principalRole(Key key, Optional<Entry> entry) {
    return parse(key, entry, PrincipalRoleRecord.parser());
  }

  static Optional<Versioned<CatalogRoleRecord>> catalogRole(Key key, Optional<Entry> entry) {
    return parse(key, entry, CatalogRoleRecord.parser());
  }

  static Versioned<PrincipalRoleRecord> principalRole(Page.Item item) {
    Key key = new Key(PRINCIPAL_ROLES, item.name());
    return Reads.parse(key, item.entry(), PrincipalRoleRecord.parser());
  }

  static Versioned<CatalogRoleRecord> catalogRole(Page.Item item) {
    Key key = new Key(CATALOG_ROLES, item.name());
    return Reads.parse(key, item.entry(), CatalogRoleRecord.parser());
  }

  static Bytes bytes(MessageLite record) {
    return Bytes.wrap(record.toByteArray());
  }

  /** The version that follows the one that was read. */
  static Bytes nextVersion(Optional<Entry> version) {
    long last =
        version.map(entry -> ByteBuffer.wrap(entry.value().unsafeArray()).getLong()).orElse(0L);
    return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(last + 1).array());
  }

  private static <T> Optional<Versioned<T>> parse(
      Key key, Optional<Entry> entry, Parser<T> parser) {
    return entry.map(found -> Reads.parse(key, found, parser));
  }
}

package io.sluice.catalog.access;

import static io.sluice.catalog.access.Privilege.*;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Which privileges a granted one stands for, on the same securable and what is inside it. The table
 * is that of Polaris: behind each privilege stand those that are at least as wide.
 */
final class Implications {
  private static final Map<Privilege, Set<Privilege>> CONFERRED = new EnumMap<>(Privilege.class);

  static {
    for (Privilege privilege : Privilege.values()) {
      CONFERRED.put(privilege, EnumSet.of(privilege));
    }
    contents();
    catalogs();
    principals();
    roles();
    grants();
    CONFERRED.replaceAll((_, conferred) -> Collections.unmodifiableSet(conferred));
  }

  private Implications() {}

  /** All that a granted privilege stands for, itself among them. */
  static Set<Privilege> of(Privilege granted) {
    return CONFERRED.getOrDefault(granted, Set.of());
  }

  private static void by(Privilege privilege, Privilege... wider) {
    for (Privilege granted : wider) {
      CONFERRED.computeIfAbsent(granted, EnumSet::of).add(privilege);
    }
  }

  private static void inContents(Privilege privilege, Privilege... wider) {
    by(privilege, wider);
    by(privilege, CATALOG_MANAGE_CONTENT, CATALOG_MANAGE_METADATA);
  }

  private static void contents() {
    inContents(NAMESPACE_CREATE, NAMESPACE_FULL_METADATA);
    inContents(NAMESPACE_DROP, NAMESPACE_FULL_METADATA);
    inContents(
        NAMESPACE_LIST,
        NAMESPACE_CREATE,
        NAMESPACE_READ_PROPERTIES,
        NAMESPACE_WRITE_PROPERTIES,
        NAMESPACE_FULL_METADATA);
    inContents(NAMESPACE_READ_PROPERTIES, NAMESPACE_WRITE_PROPERTIES, NAMESPACE_FULL_METADATA);
    inContents(NAMESPACE_WRITE_PROPERTIES, NAMESPACE_FULL_METADATA);
    inContents(NAMESPACE_FULL_METADATA);

    inContents(TABLE_CREATE, TABLE_FULL_METADATA);
    inContents(TABLE_DROP, TABLE_FULL_METADATA);
    inContents(
        TABLE_LIST,
        TABLE_CREATE,
        TABLE_READ_PROPERTIES,
        TABLE_WRITE_PROPERTIES,
        TABLE_READ_DATA,
        TABLE_WRITE_DATA,
        TABLE_FULL_METADATA);
    inContents(
        TABLE_READ_PROPERTIES,
        TABLE_WRITE_PROPERTIES,
        TABLE_READ_DATA,
        TABLE_WRITE_DATA,
        TABLE_FULL_METADATA);
    inContents(TABLE_WRITE_PROPERTIES, TABLE_WRITE_DATA, TABLE_FULL_METADATA);
    inContents(TABLE_FULL_METADATA);
    // metadata is not data: neither TABLE_FULL_METADATA nor CATALOG_MANAGE_METADATA
    by(TABLE_READ_DATA, TABLE_WRITE_DATA, CATALOG_MANAGE_CONTENT);
    by(TABLE_WRITE_DATA, CATALOG_MANAGE_CONTENT);

    inContents(VIEW_CREATE, VIEW_FULL_METADATA);
    inContents(VIEW_DROP, VIEW_FULL_METADATA);
    inContents(
        VIEW_LIST, VIEW_CREATE, VIEW_READ_PROPERTIES, VIEW_WRITE_PROPERTIES, VIEW_FULL_METADATA);
    inContents(VIEW_READ_PROPERTIES, VIEW_WRITE_PROPERTIES, VIEW_FULL_METADATA);
    inContents(VIEW_WRITE_PROPERTIES, VIEW_FULL_METADATA);
    inContents(VIEW_FULL_METADATA);
  }

  private static void catalogs() {
    by(CATALOG_MANAGE_METADATA, CATALOG_MANAGE_CONTENT);
    by(CATALOG_CREATE, CATALOG_FULL_METADATA, SERVICE_MANAGE_ACCESS);
    by(CATALOG_DROP, CATALOG_FULL_METADATA, SERVICE_MANAGE_ACCESS);
    inContents(
        CATALOG_LIST,
        CATALOG_CREATE,
        CATALOG_READ_PROPERTIES,
        CATALOG_WRITE_PROPERTIES,
        CATALOG_FULL_METADATA,
        SERVICE_MANAGE_ACCESS);
    inContents(
        CATALOG_READ_PROPERTIES,
        CATALOG_WRITE_PROPERTIES,
        CATALOG_FULL_METADATA,
        SERVICE_MANAGE_ACCESS);
    inContents(CATALOG_WRITE_PROPERTIES, CATALOG_FULL_METADATA, SERVICE_MANAGE_ACCESS);
    by(CATALOG_FULL_METADATA, SERVICE_MANAGE_ACCESS);
  }

  private static void principals() {
    by(PRINCIPAL_CREATE, PRINCIPAL_FULL_METADATA, SERVICE_MANAGE_ACCESS);
    by(PRINCIPAL_DROP, PRINCIPAL_FULL_METADATA, SERVICE_MANAGE_ACCESS);
    by(
        PRINCIPAL_LIST,
        PRINCIPAL_CREATE,
        PRINCIPAL_READ_PROPERTIES,
        PRINCIPAL_WRITE_PROPERTIES,
        PRINCIPAL_FULL_METADATA,
        SERVICE_MANAGE_ACCESS);
    by(
        PRINCIPAL_READ_PROPERTIES,
        PRINCIPAL_WRITE_PROPERTIES,
        PRINCIPAL_FULL_METADATA,
        SERVICE_MANAGE_ACCESS);
    by(PRINCIPAL_WRITE_PROPERTIES, PRINCIPAL_FULL_METADATA, SERVICE_MANAGE_ACCESS);
    by(PRINCIPAL_FULL_METADATA, SERVICE_MANAGE_ACCESS);
    by(PRINCIPAL_RESET_CREDENTIALS, SERVICE_MANAGE_ACCESS);

    by(PRINCIPAL_ROLE_CREATE, PRINCIPAL_ROLE_FULL_METADATA, SERVICE_MANAGE_ACCESS);
    by(PRINCIPAL_ROLE_DROP, PRINCIPAL_ROLE_FULL_METADATA, SERVICE_MANAGE_ACCESS);
    by(
        PRINCIPAL_ROLE_LIST,
        PRINCIPAL_ROLE_CREATE,
        PRINCIPAL_ROLE_READ_PROPERTIES,
        PRINCIPAL_ROLE_WRITE_PROPERTIES,
        PRINCIPAL_ROLE_FULL_METADATA,
        SERVICE_MANAGE_ACCESS);
    by(
        PRINCIPAL_ROLE_READ_PROPERTIES,
        PRINCIPAL_ROLE_WRITE_PROPERTIES,
        PRINCIPAL_ROLE_FULL_METADATA,
        SERVICE_MANAGE_ACCESS);
    by(PRINCIPAL_ROLE_WRITE_PROPERTIES, PRINCIPAL_ROLE_FULL_METADATA, SERVICE_MANAGE_ACCESS);
    by(PRINCIPAL_ROLE_FULL_METADATA, SERVICE_MANAGE_ACCESS);
  }

  private static void roles() {
    by(CATALOG_ROLE_CREATE, CATALOG_ROLE_FULL_METADATA, CATALOG_MANAGE_ACCESS);
    by(CATALOG_ROLE_DROP, CATALOG_ROLE_FULL_METADATA, CATALOG_MANAGE_ACCESS);
    by(
        CATALOG_ROLE_LIST,
        CATALOG_ROLE_CREATE,
        CATALOG_ROLE_READ_PROPERTIES,
        CATALOG_ROLE_WRITE_PROPERTIES,
        CATALOG_ROLE_FULL_METADATA,
        CATALOG_MANAGE_ACCESS);
    by(
        CATALOG_ROLE_READ_PROPERTIES,
        CATALOG_ROLE_WRITE_PROPERTIES,
        CATALOG_ROLE_FULL_METADATA,
        CATALOG_MANAGE_ACCESS);
    by(CATALOG_ROLE_WRITE_PROPERTIES, CATALOG_ROLE_FULL_METADATA, CATALOG_MANAGE_ACCESS);
    by(CATALOG_ROLE_FULL_METADATA, CATALOG_MANAGE_ACCESS);
  }

  private static void grants() {
    by(CATALOG_MANAGE_GRANTS_ON_SECURABLE, CATALOG_MANAGE_ACCESS);
    by(NAMESPACE_MANAGE_GRANTS_ON_SECURABLE, CATALOG_MANAGE_ACCESS);
    by(TABLE_MANAGE_GRANTS_ON_SECURABLE, CATALOG_MANAGE_ACCESS);
    by(VIEW_MANAGE_GRANTS_ON_SECURABLE, CATALOG_MANAGE_ACCESS);
  }
}

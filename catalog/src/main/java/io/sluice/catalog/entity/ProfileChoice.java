package io.sluice.catalog.entity;

import com.google.protobuf.ByteString;
import io.sluice.catalog.record.Keys;
import io.sluice.catalog.record.NamespaceRecord;
import io.sluice.catalog.record.Records;
import io.sluice.catalog.storage.Placement;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import java.util.Arrays;
import java.util.Map;
import org.apache.iceberg.catalog.Namespace;

/**
 * Which storage profile a new table or view has: the one that it names, else the innermost
 * namespace that names one. It keeps that one, whatever is named later.
 */
final class ProfileChoice {
  private final MetadataStore store;

  ProfileChoice(MetadataStore store) {
    this.store = store;
  }

  /** The name of a profile; empty where nobody names one. */
  String of(ByteString catalogId, Namespace namespace, Map<String, String> properties) {
    String own = properties.getOrDefault(Placement.PROPERTY, "");
    return own.isEmpty() ? of(catalogId, namespace) : own;
  }

  /** That of a namespace. */
  String of(ByteString catalogId, Namespace namespace) {
    for (int levels = namespace.length(); levels > 0; levels--) {
      Namespace at = Namespace.of(Arrays.copyOf(namespace.levels(), levels));
      Key key = Keys.namespace(catalogId, at);
      String named =
          store
              .get(key)
              .map(entry -> Records.parse(key, entry, NamespaceRecord.parser()))
              .map(record -> record.getPropertiesMap().getOrDefault(Placement.PROPERTY, ""))
              .orElse("");
      if (!named.isEmpty()) {
        return named;
      }
    }
    return "";
  }
}

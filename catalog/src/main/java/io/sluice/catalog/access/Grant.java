package io.sluice.catalog.access;

import io.sluice.catalog.access.Securable.OfCatalog;
import io.sluice.catalog.access.Securable.OfNamespace;
import io.sluice.catalog.access.Securable.OfTable;
import io.sluice.catalog.access.Securable.OfView;
import io.sluice.catalog.access.Securable.Root;
import io.sluice.catalog.record.GrantRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/** A privilege on a catalog or something in it. */
public record Grant(Privilege privilege, Securable securable) {
  GrantRecord toRecord() {
    GrantRecord.Builder record = GrantRecord.newBuilder().setPrivilege(privilege.name());
    switch (securable) {
      case Root() -> throw new IllegalArgumentException("a catalog role grants nothing outside");
      case OfCatalog _ -> record.setOn(GrantRecord.On.CATALOG);
      case OfNamespace(_, Namespace namespace) ->
          record.setOn(GrantRecord.On.NAMESPACE).addAllNamespace(Arrays.asList(namespace.levels()));
      case OfTable(_, TableIdentifier table) -> set(record, GrantRecord.On.TABLE, table);
      case OfView(_, TableIdentifier view) -> set(record, GrantRecord.On.VIEW, view);
    }
    return record.build();
  }

  private static void set(
      GrantRecord.Builder record, GrantRecord.On on, TableIdentifier identifier) {
    record
        .setOn(on)
        .addAllNamespace(Arrays.asList(identifier.namespace().levels()))
        .setName(identifier.name());
  }

  /**
   * What a record says; empty where a later version of Sluice wrote what this one does not know.
   */
  static Optional<Grant> of(String catalog, GrantRecord record) {
    return Privileges.named(record.getPrivilege())
        .flatMap(
            privilege ->
                securable(catalog, record).map(securable -> new Grant(privilege, securable)));
  }

  private static Optional<Securable> securable(String catalog, GrantRecord record) {
    List<String> levels = record.getNamespaceList();
    Namespace namespace = Namespace.of(levels.toArray(String[]::new));
    return switch (record.getOn()) {
      case CATALOG -> Optional.of(new OfCatalog(catalog));
      case NAMESPACE -> Optional.of(new OfNamespace(catalog, namespace));
      case TABLE ->
          Optional.of(new OfTable(catalog, TableIdentifier.of(namespace, record.getName())));
      case VIEW ->
          Optional.of(new OfView(catalog, TableIdentifier.of(namespace, record.getName())));
      case UNKNOWN, UNRECOGNIZED -> Optional.empty();
    };
  }
}

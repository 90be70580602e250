package io.sluice.catalog.access;

import io.sluice.catalog.access.Securable.OfCatalog;
import io.sluice.catalog.access.Securable.OfNamespace;
import io.sluice.catalog.access.Securable.OfTable;
import io.sluice.catalog.access.Securable.OfView;
import io.sluice.catalog.access.Securable.Root;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/** What lies inside what. */
final class Securables {
  private Securables() {}

  static Optional<String> catalog(Securable securable) {
    return switch (securable) {
      case Root() -> Optional.empty();
      case OfCatalog(String catalog) -> Optional.of(catalog);
      case OfNamespace(String catalog, _) -> Optional.of(catalog);
      case OfTable(String catalog, _) -> Optional.of(catalog);
      case OfView(String catalog, _) -> Optional.of(catalog);
    };
  }

  /** A securable and all in its catalog that it lies in, from the outermost on. */
  static List<Securable> path(Securable securable) {
    List<Securable> path = new ArrayList<>();
    switch (securable) {
      case Root() -> {}
      case OfCatalog _ -> path.add(securable);
      case OfNamespace(String catalog, Namespace namespace) -> addAll(path, catalog, namespace);
      case OfTable(String catalog, TableIdentifier table) -> {
        addAll(path, catalog, table.namespace());
        path.add(securable);
      }
      case OfView(String catalog, TableIdentifier view) -> {
        addAll(path, catalog, view.namespace());
        path.add(securable);
      }
    }
    return path;
  }

  private static void addAll(List<Securable> path, String catalog, Namespace namespace) {
    path.add(new OfCatalog(catalog));
    String[] levels = namespace.levels();
    for (int i = 1; i <= levels.length; i++) {
      path.add(new OfNamespace(catalog, Namespace.of(Arrays.copyOf(levels, i))));
    }
  }

  /** Whether one is the other or lies in it. */
  static boolean within(Securable inner, Securable outer) {
    return outer instanceof Root || path(inner).contains(outer);
  }
}

package io.sluice.catalog.entity;

import java.nio.charset.StandardCharsets;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;

/** Which names of namespaces, tables and views can be kept. */
public final class Names {
  /** With a catalog's id this is a name in every engine of the store. */
  private static final int MAX_BYTES = 1_000;

  private static final int MAX_LEVELS = 100;

  private Names() {}

  /**
   * Requires a name of a namespace that can be kept.
   *
   * @throws BadRequestException if it cannot
   */
  public static void check(Namespace namespace) {
    size(namespace);
  }

  /**
   * Requires a name of a table or view that can be kept.
   *
   * @throws BadRequestException if it cannot
   */
  public static void check(TableIdentifier identifier) {
    int size = size(identifier.namespace()) + size(identifier.name());
    require(size <= MAX_BYTES, "the name with its namespace is longer than 1,000 bytes");
  }

  private static int size(Namespace namespace) {
    require(!namespace.isEmpty(), "a namespace has at least one level");
    require(namespace.length() <= MAX_LEVELS, "a namespace has at most 100 levels");
    int size = 0;
    for (String level : namespace.levels()) {
      size += size(level);
    }
    require(size <= MAX_BYTES, "the namespace is longer than 1,000 bytes");
    return size;
  }

  private static int size(String name) {
    require(!name.isEmpty(), "a name is not empty");
    require(name.indexOf(0) < 0, "a name holds no character U+0000");
    return name.getBytes(StandardCharsets.UTF_8).length + 1;
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new BadRequestException("%s", message);
    }
  }
}

package io.sluice.catalog.rest;

import io.sluice.catalog.access.Actor;
import io.sluice.catalog.storage.Placement;
import io.sluice.catalog.storage.TableStorage;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.io.FileIO;

/** Keeps the files of all catalogs on the heap, where clients in the same process find them. */
public final class TestingTableStorage implements TableStorage {
  /** A location that no catalog may use. */
  public static final String FORBIDDEN = "s3://forbidden";

  private volatile UnaryOperator<FileIO> decorator = UnaryOperator.identity();

  /** Puts something between the catalog and its files from now on. */
  public void decorate(UnaryOperator<FileIO> decorator) {
    this.decorator = decorator;
  }

  @Override
  public void requireAllowed(Placement placement, String location) {
    if (location.startsWith(FORBIDDEN)) {
      throw new ForbiddenException("the location %s is not allowed", location);
    }
  }

  @Override
  public FileIO open(Placement placement, String location) {
    return decorator.apply(new InMemoryFileIO());
  }

  @Override
  public Access access(Actor actor, Files files, Delegation delegation) {
    if (delegation.mode() == Mode.NONE) {
      return new Access(Map.of(), List.of());
    }
    Map<String, String> config =
        Map.of(
            "testing.mode", delegation.mode().name(),
            "testing.write", Boolean.toString(delegation.write()),
            "testing.refresh", files.refreshPath());
    return new Access(
        config,
        files.locations().stream().map(location -> new Credential(location, config)).toList());
  }
}

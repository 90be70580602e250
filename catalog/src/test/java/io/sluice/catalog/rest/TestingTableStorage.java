package io.sluice.catalog.rest;

import io.sluice.catalog.access.Actor;
import io.sluice.catalog.storage.Placement;
import io.sluice.catalog.storage.TableStorage;
import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.Table;
import io.sluice.store.Transaction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.io.FileIO;

/** Keeps the files of all catalogs on the heap, where clients in the same process find them. */
public final class TestingTableStorage implements TableStorage {
  /** A location that no catalog may use. */
  public static final String FORBIDDEN = "s3://forbidden";

  /** A storage profile that no catalog may use. */
  static final String FORBIDDEN_PROFILE = "forbidden";

  /** Where files are in the catalog's own store. */
  public static final Table FILES = new Table("files");

  private volatile boolean together;
  private volatile UnaryOperator<FileIO> decorator = UnaryOperator.identity();

  /** Keeps new files in the catalog's own store from now on. */
  public void keepTogether() {
    together = true;
  }

  /** Puts something between the catalog and its files from now on. */
  public void decorate(UnaryOperator<FileIO> decorator) {
    this.decorator = decorator;
  }

  @Override
  public void requireAllowed(Placement placement, String location) {
    if (placement.profile().equals(FORBIDDEN_PROFILE)) {
      throw new ForbiddenException("the profile is not allowed");
    }
    if (location.startsWith(FORBIDDEN)) {
      throw new ForbiddenException("the location %s is not allowed", location);
    }
  }

  @Override
  public FileIO open(Placement placement, String location) {
    return decorator.apply(new InMemoryFileIO());
  }

  @Override
  public Optional<Consumer<Transaction.Builder>> addition(
      Placement placement, String location, Map<String, Bytes> files) {
    if (!together) {
      return Optional.empty();
    }
    return Optional.of(
        transaction ->
            files.forEach(
                (file, content) -> transaction.put(new Key(FILES, Bytes.utf8(file)), content)));
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

package io.sluice.cli.server;

import io.sluice.catalog.storage.Environment;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The environment of this process without what is in its data folder, such as the master key. */
record ServerEnvironment(Path folder) implements Environment {
  @Override
  public @Nullable String variable(String name) {
    return System.getenv(name);
  }

  @Override
  public boolean withholds(Path file) {
    try {
      return file.toRealPath().startsWith(folder.toRealPath());
    } catch (NoSuchFileException _) {
      return false;
    } catch (IOException _) {
      return true;
    }
  }
}

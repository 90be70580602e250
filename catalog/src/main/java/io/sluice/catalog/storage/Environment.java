package io.sluice.catalog.storage;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What references can name: the variables of the environment, such as {@code System::getenv}. */
@FunctionalInterface
public interface Environment {
  /** The value of one, or null. */
  @Nullable String variable(String name);

  /** Whether a file holds what is Sluice's own, and so is read for nobody. */
  default boolean withholds(Path file) {
    return false;
  }
}

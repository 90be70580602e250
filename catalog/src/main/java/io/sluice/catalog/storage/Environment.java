package io.sluice.catalog.storage;

import org.jspecify.annotations.Nullable;

/** The variables of the environment, such as {@code System::getenv}. */
@FunctionalInterface
public interface Environment {
  /** The value of one, or null. */
  @Nullable String variable(String name);
}

package io.sluice.catalog.access;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Privileges by their names. */
public final class Privileges {
  private static final Map<String, Privilege> BY_NAME =
      Arrays.stream(Privilege.values())
          .collect(Collectors.toUnmodifiableMap(Privilege::name, Function.identity()));

  private Privileges() {}

  public static Optional<Privilege> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }
}

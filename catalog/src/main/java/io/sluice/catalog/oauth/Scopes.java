package io.sluice.catalog.oauth;

import io.sluice.catalog.access.RoleSelection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The scope of a token: which principal roles it acts with. */
final class Scopes {
  private static final String ROLE = "PRINCIPAL_ROLE:";
  private static final String ALL = "ALL";

  /** What Iceberg's clients ask for where nothing else is configured. */
  private static final String DEFAULT = "catalog";

  private static final int MOST = 100;

  private Scopes() {}

  /** Whether a scope leaves the choice to Sluice. */
  static boolean isDefault(String scope) {
    return scope.isBlank() || scope.strip().equals(DEFAULT);
  }

  /** Which roles are asked for; empty if the scope is none that there can be. */
  static Optional<RoleSelection> parse(String scope) {
    Set<String> names = new TreeSet<>();
    boolean all = isDefault(scope);
    for (String word : scope.strip().split(" +", MOST + 1)) {
      if (word.equals(ROLE + ALL) || word.equals(DEFAULT)) {
        all = true;
      } else if (word.startsWith(ROLE) && word.length() > ROLE.length() && !word.contains(" ")) {
        names.add(word.substring(ROLE.length()));
      } else if (!word.isEmpty()) {
        return Optional.empty();
      }
    }
    return Optional.of(all ? RoleSelection.All.INSTANCE : new RoleSelection.Named(names));
  }

  static String format(RoleSelection roles) {
    return switch (roles) {
      case RoleSelection.All _ -> ROLE + ALL;
      case RoleSelection.Named(Set<String> names) -> format(names);
      case RoleSelection.Asserted(Set<String> names) -> format(names);
    };
  }

  private static String format(Set<String> names) {
    return names.stream().sorted().map(ROLE::concat).collect(Collectors.joining(" "));
  }

  /** Whether one who has some roles may act with others. */
  static boolean covers(RoleSelection held, RoleSelection wanted) {
    return switch (held) {
      case RoleSelection.All _ -> true;
      case RoleSelection.Named(Set<String> names) ->
          wanted instanceof RoleSelection.Named(Set<String> asked) && names.containsAll(asked);
      case RoleSelection.Asserted _ -> false;
    };
  }

  /** The role that an external issuer means, which may name it as a scope does. */
  static String roleOf(String asserted) {
    return asserted.startsWith(ROLE) ? asserted.substring(ROLE.length()) : asserted;
  }
}

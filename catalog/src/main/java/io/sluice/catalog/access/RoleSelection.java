package io.sluice.catalog.access;

import java.util.Set;

/** Which of its principal roles a principal acts with. */
public sealed interface RoleSelection {
  /** All that it has at this moment. */
  enum All implements RoleSelection {
    INSTANCE
  }

  /** Those of some names, as far as it has them at this moment. */
  record Named(Set<String> names) implements RoleSelection {
    public Named {
      names = Set.copyOf(names);
    }
  }

  /**
   * Those that an external issuer asserts: as far as it has them at this moment, or they are
   * federated.
   */
  record Asserted(Set<String> names) implements RoleSelection {
    public Asserted {
      names = Set.copyOf(names);
    }
  }
}

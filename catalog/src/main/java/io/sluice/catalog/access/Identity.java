package io.sluice.catalog.access;

import java.util.OptionalInt;

/** Who it has been proven that somebody is; whether that still counts is in the store. */
public sealed interface Identity {
  /** Whoever has the configured access key: every privilege. */
  enum Root implements Identity {
    INSTANCE
  }

  /**
   * A principal.
   *
   * @param secretVersion of the secret that the proof rests on; empty where it rests on none
   */
  record OfPrincipal(String accessKeyId, OptionalInt secretVersion, RoleSelection roles)
      implements Identity {}
}

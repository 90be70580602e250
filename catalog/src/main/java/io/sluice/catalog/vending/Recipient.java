package io.sluice.catalog.vending;

import io.sluice.catalog.access.Actor;
import io.sluice.catalog.access.Guard;
import io.sluice.catalog.access.Privilege;
import io.sluice.catalog.access.Securable;
import java.util.HashMap;
import java.util.Map;

/**
 * Whom credentials are for.
 *
 * @param accessKeyId of the principal; empty for Sluice itself
 * @param guards what ends them: entities, each with the number of times that it had been revoked
 *     when the right was found
 */
public record Recipient(String accessKeyId, Map<String, Long> guards) {
  /** Sluice itself, when it reads and writes metadata. */
  static final Recipient SLUICE = new Recipient("", Map.of());

  /**
   * An actor that may read or change files.
   *
   * @throws org.apache.iceberg.exceptions.ForbiddenException if it may not
   */
  static Recipient of(Actor actor, Securable securable, boolean write) {
    Map<String, Long> guards = new HashMap<>();
    for (Guard guard :
        actor.guards(write ? Privilege.TABLE_WRITE_DATA : Privilege.TABLE_READ_DATA, securable)) {
      guards.put(guard.entity(), guard.counter());
    }
    return new Recipient(actor.accessKeyId(), guards);
  }

  public Recipient {
    guards = Map.copyOf(guards);
  }
}

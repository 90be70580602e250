package io.sluice.catalog.vending;

import io.sluice.catalog.access.Actor;
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

  /** How it is found of an actor. */
  @FunctionalInterface
  public interface Source {
    Recipient of(Actor actor);
  }

  public Recipient {
    guards = Map.copyOf(guards);
  }
}

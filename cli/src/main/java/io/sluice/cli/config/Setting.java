package io.sluice.cli.config;

import java.util.Locale;
import java.util.Optional;

/**
 * Something that can be set.
 *
 * @param key dots for hierarchy, dashes inside a word group
 * @param type of the value, as SmallRye Config converts it
 * @param defaultValue empty for none
 * @param secret whether the value is never shown
 * @param description for {@code sluice config explain}
 */
public record Setting<T>(
    String key, Class<T> type, Optional<String> defaultValue, boolean secret, String description) {
  static <T> Setting<T> of(String key, Class<T> type, String defaultValue, String description) {
    return new Setting<>(key, type, Optional.of(defaultValue), false, description);
  }

  static Setting<String> optional(String key, String description) {
    return new Setting<>(key, String.class, Optional.empty(), false, description);
  }

  static Setting<String> secret(String key, String description) {
    return new Setting<>(key, String.class, Optional.empty(), true, description);
  }

  /** The name of the environment variable that sets it. */
  public String environmentVariable() {
    return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }
}

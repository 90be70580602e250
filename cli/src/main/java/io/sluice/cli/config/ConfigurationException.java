package io.sluice.cli.config;

import org.jspecify.annotations.Nullable;

/**
 * What is configured cannot be used. The message is one line that says what is wrong and what was
 * expected.
 */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ConfigurationException(String message) {
    this(message, null);
  }

  public ConfigurationException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

package io.sluice.credentials.aws;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The process's environment variables and system properties, by the names that the AWS SDK gives
 * them.
 */
public final class Environment {
  private final Map<String, String> overrides;
  private final Map<String, String> variables;
  private final Properties properties;

  private Environment(
      Map<String, String> overrides, Map<String, String> variables, Properties properties) {
    this.overrides = overrides;
    this.variables = variables;
    this.properties = properties;
  }

  public static Environment system() {
    return new Environment(Map.of(), System.getenv(), System.getProperties());
  }

  public static Environment of(Map<String, String> variables) {
    return new Environment(Map.of(), Map.copyOf(variables), new Properties());
  }

  /** The same, but for these variables; they go before system properties as well. */
  Environment with(Map<String, String> newOverrides) {
    Map<String, String> all = new HashMap<>(overrides);
    all.putAll(newOverrides);
    return new Environment(Map.copyOf(all), variables, properties);
  }

  /** The value of an environment variable; null where it is not set or blank. */
  @Nullable String variable(String name) {
    String override = overrides.get(name);
    return nonBlank(override == null ? variables.get(name) : override);
  }

  /** The same, where a system property of the SDK goes before the variable. */
  @Nullable String variable(String name, String property) {
    String value = overrides.containsKey(name) ? null : nonBlank(properties.getProperty(property));
    return value == null ? variable(name) : value;
  }

  private static @Nullable String nonBlank(@Nullable String value) {
    return value == null || value.isBlank() ? null : value.strip();
  }
}

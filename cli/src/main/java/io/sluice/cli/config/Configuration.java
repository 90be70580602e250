package io.sluice.cli.config;

import io.smallrye.config.DotEnvConfigSourceProvider;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SysPropConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.ConfigValue;
import org.jspecify.annotations.Nullable;

/**
 * The values of all settings, with the precedence of Quarkus: options of the command, system
 * properties, environment variables, {@code .env}, a file, defaults.
 */
public final class Configuration {
  private static final String PREFIX = "sluice.";
  private static final String ENVIRONMENT_PREFIX = "SLUICE_";
  private static final Path USUAL_FILE = Path.of("config", "application.properties");
  private static final int OPTIONS_ORDINAL = 500;
  private static final int FILE_ORDINAL = 260;

  /** Variables that the launcher reads, not the server. */
  private static final Set<String> OF_LAUNCHER = Set.of("SLUICE_JAVA_HOME", "SLUICE_JAVA_OPTS");

  private final SmallRyeConfig config;

  private Configuration(SmallRyeConfig config) {
    this.config = config;
  }

  /**
   * Reads everything.
   *
   * @param options values that the command line gives, by key
   * @param file null for {@code config/application.properties}, where that is there
   * @throws ConfigurationException if a file cannot be read or a key is not known
   */
  public static Configuration load(Map<String, String> options, @Nullable Path file) {
    SmallRyeConfigBuilder builder =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withSources(new PropertiesConfigSource(options, "command line", OPTIONS_ORDINAL))
            .withSources(new SysPropConfigSource(), new EnvConfigSource(System.getenv(), 300))
            .withSources(new DotEnvConfigSourceProvider());
    Path chosen = file == null ? USUAL_FILE : file;
    if (file != null || Files.exists(USUAL_FILE)) {
      builder.withSources(read(chosen));
    }
    Map<String, String> defaults = new HashMap<>();
    for (Setting<?> setting : Settings.ALL) {
      setting.defaultValue().ifPresent(value -> defaults.put(setting.key(), value));
    }
    builder.withSources(new PropertiesConfigSource(defaults, "default", Integer.MIN_VALUE));
    Configuration configuration = new Configuration(builder.build());
    configuration.requireKnownKeys();
    return configuration;
  }

  private static PropertiesConfigSource read(Path file) {
    try {
      return new PropertiesConfigSource(file.toUri().toURL(), FILE_ORDINAL);
    } catch (IOException e) {
      throw new ConfigurationException(
          "cannot read the configuration file %s: there is no such file, or it may not be read"
              .formatted(file),
          e);
    }
  }

  private void requireKnownKeys() {
    Set<String> known = Settings.ALL.stream().map(Setting::key).collect(Collectors.toSet());
    Set<String> knownVariables =
        Settings.ALL.stream().map(Setting::environmentVariable).collect(Collectors.toSet());
    Set<String> unknown = new TreeSet<>();
    for (String name : config.getPropertyNames()) {
      if (name.startsWith(PREFIX) && !known.contains(name) && !isOf(knownVariables, name)) {
        unknown.add(name);
      }
    }
    for (String variable : System.getenv().keySet()) {
      if (variable.startsWith(ENVIRONMENT_PREFIX)
          && !knownVariables.contains(variable)
          && !OF_LAUNCHER.contains(variable)) {
        unknown.add(variable);
      }
    }
    if (!unknown.isEmpty()) {
      String first = unknown.iterator().next();
      throw new ConfigurationException(
          "unknown configuration key %s; the nearest known one is %s"
              .formatted(first, nearest(first)));
    }
  }

  /**
   * A variable is also seen under a name that was guessed from it, which may have other dashes and
   * dots.
   */
  private static boolean isOf(Set<String> knownVariables, String name) {
    String variable = Setting.of(name, String.class, "", "").environmentVariable();
    return (knownVariables.contains(variable) || OF_LAUNCHER.contains(variable))
        && System.getenv().containsKey(variable);
  }

  private static String nearest(String unknown) {
    boolean variable = unknown.startsWith(ENVIRONMENT_PREFIX);
    return Settings.ALL.stream()
        .map(setting -> variable ? setting.environmentVariable() : setting.key())
        .min(Comparator.comparingInt(name -> EditDistance.between(name, unknown)))
        .orElseThrow();
  }

  /**
   * The value of a setting that always has one.
   *
   * @throws ConfigurationException if it is not of its type
   */
  public <T> T get(Setting<T> setting) {
    return find(setting)
        .orElseThrow(
            () ->
                new ConfigurationException("the setting %s has no value".formatted(setting.key())));
  }

  public <T> Optional<T> find(Setting<T> setting) {
    try {
      return config.getOptionalValue(setting.key(), setting.type());
    } catch (IllegalArgumentException | NoSuchElementException e) {
      String value = config.getConfigValue(setting.key()).getRawValue();
      throw new ConfigurationException(
          "%s is '%s'; expected %s"
              .formatted(setting.key(), setting.secret() ? "***" : value, expected(setting.type())),
          e);
    }
  }

  private static String expected(Class<?> type) {
    if (type == Duration.class) {
      return "a duration such as PT30S";
    }
    return type == String.class ? "a text" : "a whole number";
  }

  /** A setting's value and where it came from. */
  public record Explained(Setting<?> setting, String value, String source) {}

  /** All settings; secrets are masked. */
  public List<Explained> explain() {
    return Settings.ALL.stream().map(this::explain).toList();
  }

  private Explained explain(Setting<?> setting) {
    ConfigValue value = config.getConfigValue(setting.key());
    @Nullable String raw = value.getValue();
    if (raw == null) {
      return new Explained(setting, "", "not set");
    }
    return new Explained(setting, setting.secret() ? "***" : raw, source(value));
  }

  /** As it is known to whoever set it: a file by its path, the rest by its kind. */
  private static String source(ConfigValue value) {
    String name = value.getSourceName();
    int bracket = name.indexOf("[source=");
    String source =
        bracket < 0 ? name : name.substring(bracket + "[source=".length(), name.length() - 1);
    return switch (source) {
      case "EnvConfigSource" -> "environment";
      case "SysPropConfigSource" -> "system property";
      default -> source.startsWith("file:") ? source.substring("file:".length()) : source;
    };
  }
}

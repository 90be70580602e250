package io.sluice.credentials.aws;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads properties, and knows in the end which of them nobody asked for. */
final class SettingsReader {
  private static final Pattern SIMPLE_DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  private final Map<String, String> settings;
  private final Set<String> known = new HashSet<>();

  SettingsReader(Map<String, String> settings) {
    this.settings = settings;
  }

  @Nullable String text(String key) {
    known.add(key);
    String value = settings.get(key);
    return value == null || value.isBlank() ? null : value.strip();
  }

  String text(String key, String otherwise) {
    String value = text(key);
    return value == null ? otherwise : value;
  }

  List<String> list(String key) {
    return Stream.of(text(key, "").split(",", -1))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  Duration duration(String key, Duration otherwise) {
    return parsed(key, otherwise, SettingsReader::parseDuration, "a duration like 30s, 5m or PT1H");
  }

  double fraction(String key, double otherwise) {
    return parsed(key, otherwise, Double::parseDouble, "a number between 0 and 1");
  }

  <T> @Nullable T parsed(String key, Function<String, T> parser, String wanted) {
    String value = text(key);
    return value == null ? null : parse(key, value, parser, wanted);
  }

  /**
   * @throws IllegalArgumentException where there are settings that nobody asked for
   */
  void requireNoOthers() {
    Set<String> others = new TreeSet<>(settings.keySet());
    others.removeAll(known);
    if (!others.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown credential settings %s; known are %s".formatted(others, new TreeSet<>(known)));
    }
  }

  private <T> T parsed(String key, T otherwise, Function<String, T> parser, String wanted) {
    String value = text(key);
    return value == null ? otherwise : parse(key, value, parser, wanted);
  }

  private static <T> T parse(String key, String value, Function<String, T> parser, String wanted) {
    try {
      return parser.apply(value);
    } catch (IllegalArgumentException | DateTimeParseException wrong) {
      throw new IllegalArgumentException(
          "credential setting %s is %s, not %s".formatted(key, wanted, value), wrong);
    }
  }

  private static Duration parseDuration(String text) {
    Matcher simple = SIMPLE_DURATION.matcher(text);
    if (!simple.matches()) {
      return Duration.parse(text);
    }
    long amount = Long.parseLong(simple.group(1));
    return switch (simple.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }
}

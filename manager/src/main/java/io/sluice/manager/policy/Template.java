package io.sluice.manager.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A text of a policy document, in which {@code ${aws:username}} and other condition keys stand for
 * their values in a request, and {@code ${*}}, {@code ${?}} and {@code ${$}} for those characters
 * themselves.
 */
record Template(List<Part> parts) {
  sealed interface Part {
    /** Characters as the document has them. */
    record Plain(String text) implements Part {}

    /** A character that means nothing but itself. */
    record Escaped(char character) implements Part {}

    /** The value of a condition key. */
    record Variable(String key) implements Part {}
  }

  Template {
    parts = List.copyOf(parts);
  }

  /**
   * Reads a text.
   *
   * @throws MalformedPolicyException if a variable is not closed, or not known: it would never have
   *     a value, and so might lift a restriction
   */
  static Template parse(String text) throws MalformedPolicyException {
    List<Part> parts = new ArrayList<>();
    int at = 0;
    int start = text.indexOf("${");
    while (start >= 0) {
      int end = text.indexOf('}', start);
      if (end < 0) {
        throw new MalformedPolicyException("a variable in '%s' is not closed".formatted(text));
      }
      parts.add(new Part.Plain(text.substring(at, start)));
      parts.add(part(text.substring(start + 2, end)));
      at = end + 1;
      start = text.indexOf("${", at);
    }
    parts.add(new Part.Plain(text.substring(at)));
    return new Template(parts);
  }

  private static Part part(String name) throws MalformedPolicyException {
    if (name.length() == 1 && "*?$".contains(name)) {
      return new Part.Escaped(name.charAt(0));
    }
    String key = name.toLowerCase(Locale.ROOT);
    if (!ContextKeys.ALL.contains(key)) {
      throw new MalformedPolicyException("unknown variable ${%s}".formatted(name));
    }
    return new Part.Variable(key);
  }

  /** The text for one request; empty where a variable has no value. */
  Optional<String> fill(Map<String, String> context) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      switch (part) {
        case Part.Plain(String plain) -> text.append(plain);
        case Part.Escaped(char character) -> text.append(character);
        case Part.Variable(String key) -> {
          String value = context.get(key);
          if (value == null) {
            return Optional.empty();
          }
          text.append(value);
        }
      }
    }
    return Optional.of(text.toString());
  }
}

package io.sluice.manager.policy;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A pattern in which {@code *} stands for any characters and {@code ?} for one, and variables as in
 * a {@link Template} for their values, taken literally. A pattern with a variable that has no value
 * matches nothing.
 */
final class Glob {
  static final Glob ANYTHING = new Glob(new Template(List.of(new Template.Part.Plain("*"))));

  private static final int ANY = -1;
  private static final int ONE = -2;

  private final Template template;
  private final boolean variable;

  /** The whole pattern where it has no variables. */
  private final int[] fixed;

  private Glob(Template template) {
    this.template = template;
    this.variable = template.parts().stream().anyMatch(Template.Part.Variable.class::isInstance);
    this.fixed = variable ? new int[0] : tokens(Map.of());
  }

  static Glob parse(String pattern) throws MalformedPolicyException {
    return new Glob(Template.parse(pattern));
  }

  boolean matches(String text, Map<String, String> context) {
    if (!variable) {
      return matches(fixed, text.codePoints().toArray());
    }
    boolean filled = template.fill(context).isPresent();
    return filled && matches(tokens(context), text.codePoints().toArray());
  }

  private int[] tokens(Map<String, String> context) {
    return template.parts().stream().flatMapToInt(part -> tokens(part, context)).toArray();
  }

  private static IntStream tokens(Template.Part part, Map<String, String> context) {
    return switch (part) {
      case Template.Part.Plain(String text) -> text.codePoints().map(Glob::token);
      case Template.Part.Escaped(char character) -> IntStream.of(character);
      case Template.Part.Variable(String key) -> context.getOrDefault(key, "").codePoints();
    };
  }

  private static int token(int character) {
    return switch (character) {
      case '*' -> ANY;
      case '?' -> ONE;
      default -> character;
    };
  }

  /** Goes back to the last star only, so it takes at most the product of both lengths. */
  private static boolean matches(int[] pattern, int[] text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int resumeAt = 0;
    while (t < text.length) {
      if (p < pattern.length && pattern[p] == ANY) {
        star = p++;
        resumeAt = t;
      } else if (p < pattern.length && (pattern[p] == ONE || pattern[p] == text[t])) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++resumeAt;
      } else {
        return false;
      }
    }
    while (p < pattern.length && pattern[p] == ANY) {
      p++;
    }
    return p == pattern.length;
  }
}

package io.sluice.manager.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A pattern in which {@code *} stands for any characters and {@code ?} for one. {@code
 * ${aws:username}} and other condition keys stand for their values, taken literally; {@code ${*}},
 * {@code ${?}} and {@code ${$}} for those characters themselves. A pattern with a variable that has
 * no value matches nothing.
 */
final class Glob {
  private static final int ANY = -1;
  private static final int ONE = -2;

  /** What a pattern consists of: tokens, or the name of a variable between them. */
  private sealed interface Part {}

  private record Tokens(List<Integer> tokens) implements Part {}

  private record Variable(String name) implements Part {}

  private final List<Part> parts = new ArrayList<>();
  private final boolean variable;

  /** The whole pattern where it has no variables. */
  private final int[] fixed;

  private Glob(String pattern) {
    List<Integer> tokens = new ArrayList<>();
    int at = 0;
    while (at < pattern.length()) {
      int end = pattern.startsWith("${", at) ? pattern.indexOf('}', at) : -1;
      if (end < 0) {
        tokens.add(token(pattern.charAt(at++)));
        continue;
      }
      String name = pattern.substring(at + 2, end);
      if (name.length() == 1 && "*?$".contains(name)) {
        tokens.add((int) name.charAt(0));
      } else {
        parts.add(new Tokens(List.copyOf(tokens)));
        parts.add(new Variable(name.toLowerCase(Locale.ROOT)));
        tokens.clear();
      }
      at = end + 1;
    }
    variable = !parts.isEmpty();
    parts.add(new Tokens(List.copyOf(tokens)));
    fixed = tokens.stream().mapToInt(Integer::intValue).toArray();
  }

  static Glob of(String pattern) {
    return new Glob(pattern);
  }

  private static int token(char c) {
    return switch (c) {
      case '*' -> ANY;
      case '?' -> ONE;
      default -> c;
    };
  }

  boolean matches(String text, Map<String, String> context) {
    if (!variable) {
      return matches(fixed, text);
    }
    IntStream filled = IntStream.empty();
    for (Part part : parts) {
      switch (part) {
        case Tokens(List<Integer> tokens) ->
            filled = IntStream.concat(filled, tokens.stream().mapToInt(Integer::intValue));
        case Variable(String name) -> {
          String value = context.get(name);
          if (value == null) {
            return false;
          }
          filled = IntStream.concat(filled, value.chars());
        }
      }
    }
    return matches(filled.toArray(), text);
  }

  /** Goes back to the last star only, so it takes at most the product of both lengths. */
  private static boolean matches(int[] pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int resumeAt = 0;
    while (t < text.length()) {
      if (p < pattern.length && pattern[p] == ANY) {
        star = p++;
        resumeAt = t;
      } else if (p < pattern.length && (pattern[p] == ONE || pattern[p] == text.charAt(t))) {
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

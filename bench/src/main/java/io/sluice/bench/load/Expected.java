package io.sluice.bench.load;

import java.util.Set;

/**
 * What an answer must be.
 *
 * @param status the one that is right
 * @param length of the body; -1 where it is not known before
 * @param bodiless whether there is none whatever the headers say, as with HEAD
 * @param refusals other statuses that may come: they are counted apart, and are no fault
 */
public record Expected(
    int status, long length, boolean bodiless, Content content, Set<Integer> refusals) {
  /** What the body must be. */
  public sealed interface Content {
    /** It is not looked at. */
    enum Any implements Content {
      INSTANCE
    }

    /** All of it. */
    record Crc32c(int value) implements Content {}

    /** How often it holds a text that begins with a character that is nowhere else in it. */
    record Occurrences(String text, int count) implements Content {}
  }

  public static Expected status(int status) {
    return new Expected(status, -1, false, Content.Any.INSTANCE, Set.of());
  }

  public static Expected head(int status, long length) {
    return new Expected(status, length, true, Content.Any.INSTANCE, Set.of());
  }

  public static Expected bytes(int status, long length, int crc32c) {
    return new Expected(status, length, false, new Content.Crc32c(crc32c), Set.of());
  }

  public static Expected occurrences(int status, String text, int count) {
    return new Expected(status, -1, false, new Content.Occurrences(text, count), Set.of());
  }

  /** The same, or one of these statuses, which say that it was not done. */
  public Expected orRefusedBy(Set<Integer> statuses) {
    return new Expected(status, length, bodiless, content, statuses);
  }
}

package io.sluice.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Header fields in the order in which they were sent; names compare without regard to case. One
 * character of a value is one byte of the message (ISO-8859-1), exactly as it was received, but for
 * the spaces around it.
 *
 * <p>Follows RFC 9110, section 5.
 */
public final class Headers {
  public static final Headers NONE = new Headers(new String[0]);

  private final String[] namesAndValues;

  private Headers(String[] namesAndValues) {
    this.namesAndValues = namesAndValues;
  }

  /** Names and values in turn. */
  public static Headers of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("a header name without a value");
    }
    return new Headers(namesAndValues.clone());
  }

  /** As {@link #of}, of an array that nobody else will change. */
  static Headers owning(String[] namesAndValues) {
    return new Headers(namesAndValues);
  }

  public static Builder builder() {
    return new Builder();
  }

  /** How many fields there are; a name that was sent twice counts twice. */
  public int size() {
    return namesAndValues.length / 2;
  }

  public String name(int index) {
    return namesAndValues[2 * index];
  }

  public String value(int index) {
    return namesAndValues[2 * index + 1];
  }

  /** The first value of a name, or null. */
  public @Nullable String first(String name) {
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (namesAndValues[i].equalsIgnoreCase(name)) {
        return namesAndValues[i + 1];
      }
    }
    return null;
  }

  public List<String> all(String name) {
    List<String> values = new ArrayList<>(1);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (namesAndValues[i].equalsIgnoreCase(name)) {
        values.add(namesAndValues[i + 1]);
      }
    }
    return values;
  }

  public boolean contains(String name) {
    return first(name) != null;
  }

  @Override
  public String toString() {
    // values may be credentials
    List<String> names = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      names.add(name(i));
    }
    return names.toString();
  }

  /** Collects header fields; a name may be added more than once. */
  public static final class Builder {
    private final List<String> fields = new ArrayList<>();

    private Builder() {}

    public Builder add(String name, String value) {
      fields.add(name);
      fields.add(value);
      return this;
    }

    public Builder addAll(Headers headers) {
      fields.addAll(List.of(headers.namesAndValues));
      return this;
    }

    public Headers build() {
      return fields.isEmpty() ? NONE : new Headers(fields.toArray(String[]::new));
    }
  }
}

package io.sluice.gateway.request;

import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parameters of a query, decoded, in the order in which they were sent. */
public final class Query {
  /**
   * One parameter.
   *
   * @param value empty where there is none, be it with an equals sign or without
   */
  public record Parameter(String name, String value, boolean hasEqualsSign) {}

  private static final Query EMPTY = new Query(List.of());

  private final List<Parameter> parameters;

  private Query(List<Parameter> parameters) {
    this.parameters = List.copyOf(parameters);
  }

  /**
   * Reads a raw query.
   *
   * @throws S3Exception InvalidURI if it cannot be decoded
   */
  public static Query parse(@Nullable String raw) {
    if (raw == null || raw.isEmpty()) {
      return EMPTY;
    }
    List<Parameter> parameters = new ArrayList<>();
    int start = 0;
    while (start <= raw.length()) {
      int end = raw.indexOf('&', start);
      if (end < 0) {
        end = raw.length();
      }
      if (end > start) {
        String pair = raw.substring(start, end);
        int equals = pair.indexOf('=');
        parameters.add(
            equals < 0
                ? new Parameter(decode(pair), "", false)
                : new Parameter(
                    decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)), true));
      }
      start = end + 1;
    }
    return new Query(parameters);
  }

  private static String decode(String encoded) {
    return UriCoding.decodeQuery(encoded)
        .flatMap(UriCoding::utf8)
        .orElseThrow(() -> new S3Exception(S3Error.INVALID_URI));
  }

  public List<Parameter> parameters() {
    return parameters;
  }

  public boolean has(String name) {
    return first(name) != null;
  }

  /** The first value of a name, or null. */
  public @Nullable String first(String name) {
    for (Parameter parameter : parameters) {
      if (parameter.name().equals(name)) {
        return parameter.value();
      }
    }
    return null;
  }

  public Optional<String> get(String name) {
    return Optional.ofNullable(first(name));
  }
}

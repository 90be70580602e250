package io.sluice.store.dynamodb;

import io.sluice.store.dynamodb.DynamoDbOptions.Billing;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URI that names a store in DynamoDB. It never holds credentials: URIs end up in logs, in lists
 * of processes and in files of settings.
 */
final class StoreUri {
  private static final String SCHEME = "dynamodb://";
  private static final String TAG = "tag.";
  private static final List<String> KNOWN =
      List.of("region", "endpoint", "create", "billing", "read", "write", "tag.NAME");

  /** What is about credentials, whatever the rest of the name is. */
  private static final Pattern CREDENTIAL =
      Pattern.compile(".*(secret|password|token|credential|access-?_?key).*");

  private final String table;
  private final Map<String, String> parameters = new HashMap<>();
  private final Map<String, String> tags = new HashMap<>();

  StoreUri(String uri) {
    if (!uri.startsWith(SCHEME)) {
      throw new IllegalArgumentException("a store in DynamoDB is named dynamodb://TABLE");
    }
    String rest = uri.substring(SCHEME.length());
    int query = rest.indexOf('?');
    String place = query < 0 ? rest : rest.substring(0, query);
    if (place.contains("@")) {
      throw credentials();
    }
    table = decoded(place);
    if (query >= 0) {
      for (String parameter : rest.substring(query + 1).split("&", -1)) {
        add(parameter);
      }
    }
  }

  private static IllegalArgumentException credentials() {
    return new IllegalArgumentException(
        "a store's URI must not hold credentials; give them by the environment, a profile or a"
            + " role, as the AWS SDK finds them");
  }

  private void add(String parameter) {
    int equals = parameter.indexOf('=');
    String name = decoded(equals < 0 ? parameter : parameter.substring(0, equals));
    if (name.startsWith(TAG) && name.length() > TAG.length()) {
      put(tags, name.substring(TAG.length()), name, parameter, equals);
    } else if (CREDENTIAL.matcher(name.toLowerCase(Locale.ROOT)).matches()) {
      throw credentials();
    } else if (KNOWN.contains(name)) {
      put(parameters, name, name, parameter, equals);
    } else {
      throw new IllegalArgumentException(
          "a store's URI has no parameter '%s'; did you mean '%s'?".formatted(name, nearest(name)));
    }
  }

  private static void put(
      Map<String, String> target, String key, String name, String parameter, int equals) {
    if (equals < 0) {
      throw new IllegalArgumentException("'%s' in a store's URI has no value".formatted(name));
    }
    if (target.put(key, decoded(parameter.substring(equals + 1))) != null) {
      throw new IllegalArgumentException("'%s' is twice in a store's URI".formatted(name));
    }
  }

  private static String decoded(String text) {
    try {
      // a plus sign is itself: this is no form
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "a percent sign in a store's URI stands before two hex digits", e);
    }
  }

  DynamoDbOptions options() {
    DynamoDbOptions options = DynamoDbOptions.of(table);
    String region = parameters.get("region");
    if (region != null) {
      options = options.withRegion(region);
    }
    String endpoint = parameters.get("endpoint");
    if (endpoint != null) {
      options = options.withEndpoint(endpoint(endpoint));
    }
    boolean create = isTrue("create");
    if (!create && (hasAny("billing", "read", "write") || !tags.isEmpty())) {
      throw new IllegalArgumentException(
          "billing, read, write and tags are for a table that is made: add create=true");
    }
    return create ? options.creating(billing(), tags) : options;
  }

  private boolean hasAny(String... names) {
    return List.of(names).stream().anyMatch(parameters::containsKey);
  }

  private boolean isTrue(String name) {
    String value = parameters.getOrDefault(name, "false");
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              "%s in a store's URI is true or false, not '%s'".formatted(name, value));
    };
  }

  private static URI endpoint(String text) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the endpoint in a store's URI is no URI", e);
    }
    if (uri.getRawUserInfo() != null) {
      throw credentials();
    }
    String scheme = uri.getScheme();
    if (uri.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw new IllegalArgumentException(
          "the endpoint in a store's URI is http://HOST:PORT or https://HOST:PORT");
    }
    return uri;
  }

  private Billing billing() {
    String billing = parameters.getOrDefault("billing", "on-demand");
    boolean sized = hasAny("read", "write");
    return switch (billing) {
      case "on-demand" -> {
        if (sized) {
          throw new IllegalArgumentException(
              "read and write are for billing=provisioned; a table on demand has no capacity");
        }
        yield new Billing.OnDemand();
      }
      case "provisioned" -> new Billing.Provisioned(units("read"), units("write"));
      default ->
          throw new IllegalArgumentException(
              "billing in a store's URI is on-demand or provisioned, not '%s'".formatted(billing));
    };
  }

  private long units(String name) {
    @Nullable String value = parameters.get(name);
    try {
      long units = Long.parseLong(Objects.requireNonNullElse(value, ""));
      if (units > 0) {
        return units;
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw new IllegalArgumentException(
        "billing=provisioned needs read and write, each a number of units from 1 on");
  }

  private static String nearest(String name) {
    return KNOWN.stream()
        .min(Comparator.comparingInt(known -> known.startsWith(name) ? 0 : distance(name, known)))
        .orElseThrow();
  }

  /** How many letters must be changed, added or left out to make one word of the other. */
  private static int distance(String one, String other) {
    int[] before = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      before[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int[] row = new int[other.length() + 1];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int changed = before[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, 1 + Math.min(before[j], row[j - 1]));
      }
      before = row;
    }
    return before[other.length()];
  }
}

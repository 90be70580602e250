package io.sluice.store.dynamodb;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which table holds the store, and how it is reached and made.
 *
 * @param table 3 to 255 of letters, digits, {@code _}, {@code -} and {@code .}
 * @param region empty: as the AWS SDK finds it
 * @param endpoint empty: that of the region
 * @param create whether the table is made where there is none
 * @param billing how a table that is made is paid for
 * @param tags of a table that is made
 * @param patience for how long a request is tried again before the failure is reported
 * @param linger for how long what was replaced or deleted stays in the table; no read may take
 *     longer than half of it
 */
public record DynamoDbOptions(
    String table,
    Optional<String> region,
    Optional<URI> endpoint,
    boolean create,
    Billing billing,
    Map<String, String> tags,
    Duration patience,
    Duration linger) {
  private static final Pattern TABLE = Pattern.compile("[a-zA-Z0-9_.-]{3,255}");
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration LINGER = Duration.ofMinutes(1);

  /** How a table is paid for. */
  public sealed interface Billing {
    /** By the request. */
    record OnDemand() implements Billing {}

    /** By capacity that is set aside, in units a second. */
    record Provisioned(long readUnits, long writeUnits) implements Billing {
      public Provisioned {
        if (readUnits < 1 || writeUnits < 1) {
          throw new IllegalArgumentException("provisioned capacity is at least 1 unit a second");
        }
      }
    }
  }

  public DynamoDbOptions {
    if (!TABLE.matcher(table).matches()) {
      throw new IllegalArgumentException(
          "'%s' is no name of a table: 3 to 255 letters, digits, '_', '-' and '.'"
              .formatted(table));
    }
    if (patience.isNegative() || !linger.isPositive()) {
      throw new IllegalArgumentException("patience and linger are durations, linger more than 0");
    }
    tags = Map.copyOf(tags);
  }

  /** A table that is there already, in the region that the AWS SDK finds. */
  public static DynamoDbOptions of(String table) {
    return new DynamoDbOptions(
        table,
        Optional.empty(),
        Optional.empty(),
        false,
        new Billing.OnDemand(),
        Map.of(),
        PATIENCE,
        LINGER);
  }

  /**
   * Reads {@code dynamodb://TABLE?region=…&endpoint=…&create=true&billing=on-demand|provisioned&
   * read=…&write=…&tag.NAME=VALUE}.
   *
   * @throws IllegalArgumentException saying what is wrong, without anything secret
   */
  public static DynamoDbOptions parse(String uri) {
    return new StoreUri(uri).options();
  }

  DynamoDbOptions withRegion(String name) {
    return new DynamoDbOptions(
        table, Optional.of(name), endpoint, create, billing, tags, patience, linger);
  }

  DynamoDbOptions withEndpoint(URI uri) {
    return new DynamoDbOptions(
        table, region, Optional.of(uri), create, billing, tags, patience, linger);
  }

  /** The table is made where there is none. */
  public DynamoDbOptions creating(Billing paid, Map<String, String> tagged) {
    return new DynamoDbOptions(table, region, endpoint, true, paid, tagged, patience, linger);
  }

  public DynamoDbOptions withPatience(Duration duration) {
    return new DynamoDbOptions(table, region, endpoint, create, billing, tags, duration, linger);
  }

  DynamoDbOptions withLinger(Duration duration) {
    return new DynamoDbOptions(table, region, endpoint, create, billing, tags, patience, duration);
  }
}

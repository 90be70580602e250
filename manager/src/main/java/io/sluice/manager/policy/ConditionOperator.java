package io.sluice.manager.policy;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** The condition operators of IAM, as far as Sluice knows them. */
enum ConditionOperator {
  STRING_EQUALS("StringEquals", false, Kind.TEXT),
  STRING_NOT_EQUALS("StringNotEquals", true, Kind.TEXT),
  STRING_EQUALS_IGNORE_CASE("StringEqualsIgnoreCase", false, Kind.TEXT_WITHOUT_CASE),
  STRING_NOT_EQUALS_IGNORE_CASE("StringNotEqualsIgnoreCase", true, Kind.TEXT_WITHOUT_CASE),
  STRING_LIKE("StringLike", false, Kind.PATTERN),
  STRING_NOT_LIKE("StringNotLike", true, Kind.PATTERN),
  ARN_EQUALS("ArnEquals", false, Kind.PATTERN),
  ARN_LIKE("ArnLike", false, Kind.PATTERN),
  ARN_NOT_EQUALS("ArnNotEquals", true, Kind.PATTERN),
  ARN_NOT_LIKE("ArnNotLike", true, Kind.PATTERN),
  BOOL("Bool", false, Kind.TEXT_WITHOUT_CASE),
  NULL("Null", false, Kind.TEXT_WITHOUT_CASE),
  IP_ADDRESS("IpAddress", false, Kind.ADDRESS),
  NOT_IP_ADDRESS("NotIpAddress", true, Kind.ADDRESS),
  NUMERIC_EQUALS("NumericEquals", false, Kind.NUMBER),
  NUMERIC_NOT_EQUALS("NumericNotEquals", true, Kind.NUMBER),
  NUMERIC_LESS_THAN("NumericLessThan", false, Kind.NUMBER, Order.BELOW),
  NUMERIC_LESS_THAN_EQUALS("NumericLessThanEquals", false, Kind.NUMBER, Order.AT_MOST),
  NUMERIC_GREATER_THAN("NumericGreaterThan", false, Kind.NUMBER, Order.ABOVE),
  NUMERIC_GREATER_THAN_EQUALS("NumericGreaterThanEquals", false, Kind.NUMBER, Order.AT_LEAST),
  DATE_EQUALS("DateEquals", false, Kind.DATE),
  DATE_NOT_EQUALS("DateNotEquals", true, Kind.DATE),
  DATE_LESS_THAN("DateLessThan", false, Kind.DATE, Order.BELOW),
  DATE_LESS_THAN_EQUALS("DateLessThanEquals", false, Kind.DATE, Order.AT_MOST),
  DATE_GREATER_THAN("DateGreaterThan", false, Kind.DATE, Order.ABOVE),
  DATE_GREATER_THAN_EQUALS("DateGreaterThanEquals", false, Kind.DATE, Order.AT_LEAST);

  private enum Kind {
    TEXT,
    TEXT_WITHOUT_CASE,
    PATTERN,
    ADDRESS,
    NUMBER,
    DATE
  }

  private enum Order {
    EQUAL,
    BELOW,
    AT_MOST,
    ABOVE,
    AT_LEAST;

    boolean holds(int comparison) {
      return switch (this) {
        case EQUAL -> comparison == 0;
        case BELOW -> comparison < 0;
        case AT_MOST -> comparison <= 0;
        case ABOVE -> comparison > 0;
        case AT_LEAST -> comparison >= 0;
      };
    }
  }

  private final String documentName;
  private final boolean negated;
  private final Kind kind;
  private final Order order;

  ConditionOperator(String documentName, boolean negated, Kind kind) {
    this(documentName, negated, kind, Order.EQUAL);
  }

  ConditionOperator(String documentName, boolean negated, Kind kind, Order order) {
    this.documentName = documentName;
    this.negated = negated;
    this.kind = kind;
    this.order = order;
  }

  static Optional<ConditionOperator> named(String documentName) {
    return Arrays.stream(values()).filter(o -> o.documentName.equals(documentName)).findFirst();
  }

  boolean negated() {
    return negated;
  }

  /** Whether a value of a document can be compared with at all. */
  boolean accepts(String value) {
    return switch (kind) {
      case TEXT, TEXT_WITHOUT_CASE, PATTERN -> true;
      case ADDRESS -> AddressRange.parse(value).isPresent();
      case NUMBER -> number(value).isPresent();
      case DATE -> date(value).isPresent();
    };
  }

  /**
   * Whether the actual value stands in this operator's relation to the document's, before any
   * negation.
   */
  boolean matches(String actual, String value, Map<String, String> context) {
    return switch (kind) {
      case TEXT -> actual.equals(value);
      case TEXT_WITHOUT_CASE -> actual.equalsIgnoreCase(value);
      case PATTERN -> Glob.of(value).matches(actual, context);
      case ADDRESS -> AddressRange.parse(value).filter(range -> range.contains(actual)).isPresent();
      case NUMBER -> compare(number(actual), number(value));
      case DATE -> compare(date(actual), date(value));
    };
  }

  private <T extends Comparable<T>> boolean compare(Optional<T> actual, Optional<T> value) {
    return actual.isPresent()
        && value.isPresent()
        && order.holds(actual.get().compareTo(value.get()));
  }

  private static Optional<BigDecimal> number(String text) {
    try {
      return Optional.of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> date(String text) {
    try {
      return Optional.of(
          text.chars().allMatch(Character::isDigit)
              ? Instant.ofEpochSecond(Long.parseLong(text))
              : Instant.parse(text));
    } catch (DateTimeException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}

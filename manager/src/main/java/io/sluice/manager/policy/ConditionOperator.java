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
  BOOL("Bool", false, Kind.TRUTH),
  NULL("Null", false, Kind.TRUTH),
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

  /** A value of a document, to compare those of requests with. */
  @FunctionalInterface
  interface Operand {
    /** Whether the actual value stands in the operator's relation to it, before any negation. */
    boolean matches(String actual, Map<String, String> context);
  }

  private enum Kind {
    TEXT,
    TEXT_WITHOUT_CASE,
    PATTERN,
    TRUTH,
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

  /**
   * Reads a value of a document.
   *
   * @throws MalformedPolicyException if nothing can be compared with it
   */
  Operand operand(String value) throws MalformedPolicyException {
    return switch (kind) {
      case TEXT -> {
        Template text = Template.parse(value);
        yield (actual, context) -> text.fill(context).filter(actual::equals).isPresent();
      }
      case TEXT_WITHOUT_CASE -> {
        Template text = Template.parse(value);
        yield (actual, context) -> text.fill(context).filter(actual::equalsIgnoreCase).isPresent();
      }
      case PATTERN -> Glob.parse(value)::matches;
      case TRUTH -> {
        String truth = require(truth(value), value);
        yield (actual, _) -> actual.equalsIgnoreCase(truth);
      }
      case ADDRESS -> {
        AddressRange range = require(AddressRange.parse(value), value);
        yield (actual, _) -> range.contains(actual);
      }
      case NUMBER -> {
        BigDecimal number = require(number(value), value);
        yield (actual, _) -> number(actual).filter(n -> compare(n, number)).isPresent();
      }
      case DATE -> {
        Instant date = require(date(value), value);
        yield (actual, _) -> date(actual).filter(d -> compare(d, date)).isPresent();
      }
    };
  }

  private <T> T require(Optional<T> read, String value) throws MalformedPolicyException {
    return read.orElseThrow(
        () ->
            new MalformedPolicyException(
                "%s cannot compare with '%s'".formatted(documentName, value)));
  }

  private <T extends Comparable<T>> boolean compare(T actual, T value) {
    return order.holds(actual.compareTo(value));
  }

  private static Optional<String> truth(String text) {
    return Optional.of(text).filter(t -> t.equalsIgnoreCase("true") || t.equalsIgnoreCase("false"));
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

package io.sluice.manager.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConditionOperatorTest {
  private static final String KEY = ContextKeys.PREFIX;

  private static boolean holds(
      String operator, List<String> values, boolean ifExists, Map<String, String> context) {
    try {
      ConditionOperator known = ConditionOperator.named(operator).orElseThrow();
      List<ConditionOperator.Operand> operands = new ArrayList<>();
      for (String value : values) {
        operands.add(known.operand(value));
      }
      return new Condition(known, KEY, operands, ifExists).holds(context);
    } catch (MalformedPolicyException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest(name = "{1} {0} {2}")
  @CsvSource({
    "StringEquals, a, a, true",
    "StringEquals, a, A, false",
    "StringEquals, a, *, false",
    "StringNotEquals, a, a, false",
    "StringNotEquals, a, b, true",
    "StringEqualsIgnoreCase, aB, Ab, true",
    "StringEqualsIgnoreCase, a, b, false",
    "StringNotEqualsIgnoreCase, aB, Ab, false",
    "StringNotEqualsIgnoreCase, a, b, true",
    "StringLike, abc, a*, true",
    "StringLike, abc, b*, false",
    "StringNotLike, abc, a*, false",
    "StringNotLike, abc, b*, true",
    "ArnEquals, arn:a:b, arn:*:b, true",
    "ArnLike, arn:a:b, arn:?:b, true",
    "ArnNotEquals, arn:a:b, arn:*:b, false",
    "ArnNotLike, arn:a:b, arn:c:*, true",
    "Bool, true, true, true",
    "Bool, true, TRUE, true",
    "Bool, false, true, false",
    "IpAddress, 192.0.2.1, 192.0.2.0/24, true",
    "IpAddress, 192.0.3.1, 192.0.2.0/24, false",
    "NotIpAddress, 192.0.2.1, 192.0.2.0/24, false",
    "NotIpAddress, 192.0.3.1, 192.0.2.0/24, true",
    "NotIpAddress, nonsense, 192.0.2.0/24, true",
    "NumericEquals, 10, 10.0, true",
    "NumericEquals, 10, 11, false",
    "NumericEquals, ten, 10, false",
    "NumericNotEquals, 10, 10.0, false",
    "NumericNotEquals, 10, 11, true",
    "NumericLessThan, 9, 10, true",
    "NumericLessThan, 10, 10, false",
    "NumericLessThanEquals, 10, 10, true",
    "NumericLessThanEquals, 11, 10, false",
    "NumericGreaterThan, 11, 10, true",
    "NumericGreaterThan, 10, 10, false",
    "NumericGreaterThan, 9, 10, false",
    "NumericGreaterThanEquals, 10, 10, true",
    "NumericGreaterThanEquals, 9, 10, false",
    "DateEquals, 2026-11-22T10:00:00Z, 1795341600, true",
    "DateEquals, 2026-11-22T10:00:01Z, 1795341600, false",
    "DateNotEquals, 2026-11-22T10:00:00Z, 2026-11-22T10:00:00Z, false",
    "DateLessThan, 2026-11-22T10:00:00Z, 2026-11-22T10:00:01Z, true",
    "DateLessThan, 2026-11-22T10:00:00Z, 2026-11-22T10:00:00Z, false",
    "DateLessThanEquals, 2026-11-22T10:00:00Z, 2026-11-22T10:00:00Z, true",
    "DateGreaterThan, 2026-11-22T10:00:01Z, 2026-11-22T10:00:00Z, true",
    "DateGreaterThanEquals, 2026-11-22T09:59:59Z, 2026-11-22T10:00:00Z, false",
  })
  void operatorsCompare(String operator, String actual, String value, boolean holds) {
    assertThat(holds(operator, List.of(value), false, Map.of(KEY, actual))).isEqualTo(holds);
  }

  @ParameterizedTest
  @CsvSource({
    "StringEquals, a, true",
    "StringEquals, b, true",
    "StringEquals, c, false",
    "StringNotEquals, a, false",
    "StringNotEquals, c, true",
  })
  void ofSeveralValuesOneMustMatchAndForANegationNone(
      String operator, String actual, boolean holds) {
    assertThat(holds(operator, List.of("a", "b"), false, Map.of(KEY, actual))).isEqualTo(holds);
  }

  @ParameterizedTest
  @CsvSource({
    "StringEquals, false, false",
    "StringEquals, true, true",
    "StringNotEquals, false, true",
    "StringNotEquals, true, true",
    "NumericLessThan, false, false",
    "NumericLessThan, true, true",
  })
  void withoutAValueOnlyANegationHolds(String operator, boolean ifExists, boolean holds) {
    assertThat(holds(operator, List.of("1"), ifExists, Map.of())).isEqualTo(holds);
  }

  @Test
  void nullAsksWhetherThereIsAValue() {
    assertThat(holds("Null", List.of("true"), false, Map.of())).isTrue();
    assertThat(holds("Null", List.of("true"), false, Map.of(KEY, ""))).isFalse();
    assertThat(holds("Null", List.of("false"), false, Map.of())).isFalse();
    assertThat(holds("Null", List.of("false"), false, Map.of(KEY, ""))).isTrue();
    assertThat(holds("Null", List.of("true", "false"), false, Map.of())).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"StringEquals, true", "StringNotEquals, false", "StringLike, true"})
  void textsHaveVariables(String operator, boolean holds) {
    Map<String, String> context = Map.of(KEY, "home/alice", ContextKeys.USER_NAME, "alice");

    assertThat(holds(operator, List.of("home/${aws:username}"), false, context)).isEqualTo(holds);
    assertThat(holds("StringEqualsIgnoreCase", List.of("HOME/${aws:username}"), false, context))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "Bool, flase",
    "Bool, 1",
    "Null, ''",
    "IpAddress, 192.0.2.0/33",
    "NotIpAddress, ${aws:sourceip}x",
    "NumericEquals, ten",
    "NumericEquals, ''",
    "DateEquals, yesterday",
    "DateEquals, ''",
    "DateEquals, 2026-11-22",
    "DateEquals, 99999999999999999999",
  })
  void whatCannotBeComparedWithIsRefused(String operator, String value) {
    assertThatThrownBy(() -> ConditionOperator.named(operator).orElseThrow().operand(value))
        .isInstanceOf(MalformedPolicyException.class)
        .hasMessage("%s cannot compare with '%s'".formatted(operator, value));
  }

  @ParameterizedTest
  @EnumSource
  void everyOperatorIsFoundByItsName(ConditionOperator operator) {
    String name =
        operator.name().charAt(0)
            + Pattern.compile("_(.)|(.)")
                .matcher(operator.name().substring(1))
                .replaceAll(
                    found ->
                        found.group(1) == null
                            ? found.group(2).toLowerCase(Locale.ROOT)
                            : found.group(1));

    assertThat(ConditionOperator.named(name)).contains(operator);
    assertThat(operator.negated()).isEqualTo(operator.name().contains("NOT_"));
  }

  @Test
  void anotherNameIsOfNone() {
    assertThat(ConditionOperator.named("stringEquals")).isEmpty();
    assertThat(ConditionOperator.named("ForAllValues:StringEquals")).isEmpty();
    assertThat(ConditionOperator.named("")).isEmpty();
  }
}

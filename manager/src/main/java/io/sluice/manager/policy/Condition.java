package io.sluice.manager.policy;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a statement requires of one condition key.
 *
 * @param key in lower case
 * @param values one of them must match; for a negated operator, none may
 * @param ifExists whether it holds where the key has no value
 */
record Condition(ConditionOperator operator, String key, List<String> values, boolean ifExists) {
  Condition {
    values = List.copyOf(values);
  }

  boolean holds(Map<String, String> context) {
    @Nullable String actual = context.get(key);
    if (operator == ConditionOperator.NULL) {
      return values.stream().allMatch(value -> Boolean.parseBoolean(value) == (actual == null));
    }
    if (actual == null) {
      return ifExists || operator.negated();
    }
    boolean matched = values.stream().anyMatch(value -> operator.matches(actual, value, context));
    return matched != operator.negated();
  }
}

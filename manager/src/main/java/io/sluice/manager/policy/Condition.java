package io.sluice.manager.policy;

import io.sluice.manager.policy.ConditionOperator.Operand;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a statement requires of one condition key.
 *
 * @param key in lower case
 * @param operands one of them must match; for a negated operator, none may
 * @param ifExists whether it holds where the key has no value
 */
record Condition(ConditionOperator operator, String key, List<Operand> operands, boolean ifExists) {
  Condition {
    operands = List.copyOf(operands);
  }

  boolean holds(Map<String, String> context) {
    @Nullable String value = context.get(key);
    if (operator == ConditionOperator.NULL) {
      return matches(Boolean.toString(value == null), context);
    }
    if (value == null) {
      return ifExists || operator.negated();
    }
    return matches(value, context) != operator.negated();
  }

  private boolean matches(String actual, Map<String, String> context) {
    return operands.stream().anyMatch(operand -> operand.matches(actual, context));
  }
}

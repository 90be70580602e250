package io.sluice.manager.policy;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One statement of a policy.
 *
 * @param principals whom it is about; only bucket policies say so
 * @param actions in lower case
 */
record Statement(
    Effect effect, Names principals, Names actions, Names resources, List<Condition> conditions) {
  enum Effect {
    ALLOW,
    DENY
  }

  /** The names that match one of the patterns, or where {@code except} all others. */
  record Names(List<Glob> patterns, boolean except) {
    static final Names ALL = new Names(List.of(Glob.ANYTHING), false);

    Names {
      patterns = List.copyOf(patterns);
    }

    boolean include(String name, Map<String, String> context) {
      for (Glob pattern : patterns) {
        if (pattern.matches(name, context)) {
          return !except;
        }
      }
      return except;
    }
  }

  Statement {
    conditions = List.copyOf(conditions);
  }

  boolean appliesTo(AccessRequest request) {
    Map<String, String> context = request.context();
    return actions.include(request.action().toLowerCase(Locale.ROOT), context)
        && resources.include(request.resource(), context)
        && principals.include(request.principal(), context)
        && conditions.stream().allMatch(condition -> condition.holds(context));
  }
}

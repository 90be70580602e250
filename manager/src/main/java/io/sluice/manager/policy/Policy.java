package io.sluice.manager.policy;

import java.util.List;

/**
 * An IAM policy document (version 2012-10-17), parsed.
 *
 * <p>Follows the IAM JSON policy reference of AWS.
 */
public record Policy(List<Statement> statements) {
  /** Grants nothing and denies nothing. */
  public static final Policy NONE = new Policy(List.of());

  public Policy {
    statements = List.copyOf(statements);
  }

  /** What one policy says of a request. */
  public enum Verdict {
    ALLOW,
    DENY,
    SILENT
  }

  /** A denial wins over any number of allowances. */
  public Verdict verdict(AccessRequest request) {
    Verdict verdict = Verdict.SILENT;
    for (Statement statement : statements) {
      if (statement.appliesTo(request)) {
        if (statement.effect() == Statement.Effect.DENY) {
          return Verdict.DENY;
        }
        verdict = Verdict.ALLOW;
      }
    }
    return verdict;
  }
}

package io.sluice.store;

/**
 * A condition of a transaction did not hold, so nothing was changed. It is the ordinary outcome of
 * a race, and so has no stack trace.
 */
public final class ConditionFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Condition condition;

  public ConditionFailedException(Condition condition) {
    super("condition does not hold: " + condition, null, false, false);
    this.condition = condition;
  }

  /** One of the conditions that did not hold, and with it the key. */
  public Condition condition() {
    return condition;
  }
}

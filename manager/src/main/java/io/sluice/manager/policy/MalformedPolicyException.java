package io.sluice.manager.policy;

/** A document is not a policy. The message says where and why. */
public final class MalformedPolicyException extends Exception {
  private static final long serialVersionUID = 1;

  MalformedPolicyException(String message) {
    super(message);
  }
}

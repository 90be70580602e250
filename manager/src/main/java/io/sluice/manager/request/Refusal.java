package io.sluice.manager.request;

import io.sluice.protocol.Failure;
import java.util.Map;

/** A request that is not done, and why. It is an ordinary outcome, and so has no stack trace. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Failure failure;

  private Refusal(Failure failure) {
    super(failure.getMessage(), null, false, false);
    this.failure = failure;
  }

  /** The message is lower-case and concise, and holds no secret. */
  public static Refusal of(Failure.Code code, String message) {
    return of(code, message, Map.of());
  }

  /** The details are named by the fields of the S3 error that this becomes. */
  public static Refusal of(Failure.Code code, String message, Map<String, String> details) {
    return new Refusal(
        Failure.newBuilder().setCode(code).setMessage(message).putAllDetails(details).build());
  }

  public Failure failure() {
    return failure;
  }
}

package io.sluice.gateway.auth;

import io.sluice.gateway.request.S3Request;
import io.sluice.protocol.VerifyRequest;
import io.sluice.protocol.client.ManagerClient;
import io.sluice.protocol.client.RefusedException;

/**
 * Asks the manager who a request is from, where what the request is about cannot be asked yet or
 * will not be asked at all.
 */
public final class Verifier {
  private final ManagerClient manager;

  public Verifier(ManagerClient manager) {
    this.manager = manager;
  }

  /**
   * Requires that a request is from whom it says.
   *
   * @throws RefusedException if it is not
   */
  public void requireAuthentic(S3Request request) {
    ask(request, VerifyRequest.getDefaultInstance());
  }

  /**
   * Requires besides that they may do something to what the request names.
   *
   * @param action as in policies; empty if that shows only later
   * @throws RefusedException if they may not
   */
  public void requireAllowed(S3Request request, String action) {
    ask(
        request,
        VerifyRequest.newBuilder()
            .setAction(action)
            .setBucket(request.bucket())
            .setKey(request.key())
            .build());
  }

  private void ask(S3Request request, VerifyRequest question) {
    manager.execute(request.call().setVerify(question).build());
  }
}

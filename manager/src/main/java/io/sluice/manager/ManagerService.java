package io.sluice.manager;

import io.grpc.stub.StreamObserver;
import io.sluice.protocol.Failure;
import io.sluice.protocol.ManagerGrpc;
import io.sluice.protocol.Reply;
import io.sluice.protocol.Request;
import io.sluice.protocol.RequestToken.Scheme;
import io.sluice.protocol.ScrubProgress;

/** The manager as a gRPC service. */
public final class ManagerService extends ManagerGrpc.ManagerImplBase {
  /** Who is at the other end. */
  public enum Audience {
    /** Gateways: they compute what a client signed, so they are trusted with that. */
    GATEWAYS,
    /** Anybody: only requests that are signed as they are. */
    COMMANDS
  }

  private final Manager manager;
  private final Audience audience;

  public ManagerService(Manager manager, Audience audience) {
    this.manager = manager;
    this.audience = audience;
  }

  @Override
  public void execute(Request request, StreamObserver<Reply> replies) {
    replies.onNext(admits(request) ? manager.execute(request) : refused());
    replies.onCompleted();
  }

  @Override
  public void scrub(Request request, StreamObserver<ScrubProgress> progress) {
    manager.scrub(request, progress::onNext);
    progress.onCompleted();
  }

  private boolean admits(Request request) {
    return audience == Audience.GATEWAYS || request.getToken().getScheme() == Scheme.COMMAND;
  }

  private static Reply refused() {
    return Reply.newBuilder()
        .setFailure(
            Failure.newBuilder()
                .setCode(Failure.Code.UNSUPPORTED_TOKEN)
                .setMessage("only signed commands are taken here"))
        .build();
  }
}

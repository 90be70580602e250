package io.sluice.manager;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.sluice.protocol.Failure;
import io.sluice.protocol.ManagerGrpc;
import io.sluice.protocol.Reply;
import io.sluice.protocol.Request;
import io.sluice.protocol.RequestToken.Scheme;
import io.sluice.protocol.ScrubProgress;
import java.util.concurrent.Executor;

/** The manager as a gRPC service. */
public final class ManagerService extends ManagerGrpc.ManagerImplBase {
  /** Who is at the other end. */
  public enum Audience {
    /**
     * Gateways: they compute what a client signed, so they are trusted with that. Besides whoever
     * signs commands, which prove themselves.
     */
    GATEWAYS,
    /** Anybody: only requests that are signed as they are. */
    COMMANDS
  }

  private final Manager manager;
  private final Audience audience;
  private final Executor executor;

  /** Does each request on the thread that calls, as within a process. */
  public ManagerService(Manager manager, Audience audience) {
    this(manager, audience, Runnable::run);
  }

  /**
   * Does requests on threads of an executor, so that gRPC's own may be those that read the network:
   * then a request costs one change of thread, when all of it is there.
   */
  public ManagerService(Manager manager, Audience audience, Executor executor) {
    this.manager = manager;
    this.audience = audience;
    this.executor = executor;
  }

  @Override
  public void execute(Request request, StreamObserver<Reply> replies) {
    toleratingCancellation(replies);
    executor.execute(
        () -> {
          replies.onNext(admits(request) ? manager.execute(admitted(request)) : refused());
          replies.onCompleted();
        });
  }

  @Override
  public void scrub(Request request, StreamObserver<ScrubProgress> progress) {
    ServerCallStreamObserver<ScrubProgress> call = toleratingCancellation(progress);
    executor.execute(
        () -> {
          manager.scrub(admitted(request), call::onNext, () -> !call.isCancelled());
          call.onCompleted();
        });
  }

  /** So that answers to somebody who has gone away go nowhere, instead of throwing. */
  private static <T> ServerCallStreamObserver<T> toleratingCancellation(StreamObserver<T> replies) {
    // as gRPC promises of every observer that it gives to a service
    ServerCallStreamObserver<T> call = (ServerCallStreamObserver<T>) replies;
    call.setOnCancelHandler(() -> {});
    return call;
  }

  private boolean admits(Request request) {
    return switch (audience) {
      case GATEWAYS -> true;
      case COMMANDS -> request.getToken().getScheme() == Scheme.COMMAND && !ofGateways(request);
    };
  }

  /** What is asked without credentials, because only gateways can ask for it. */
  private static boolean ofGateways(Request request) {
    return switch (request.getOperationCase()) {
      case LEASE_EPOCH, RENEW_EPOCH -> true;
      default -> false;
    };
  }

  /** Commands do not sign where they say that they come from, so policies must not believe it. */
  private Request admitted(Request request) {
    return switch (audience) {
      case GATEWAYS -> request;
      case COMMANDS -> request.toBuilder().clearContext().build();
    };
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

package io.sluice.bench.jmh;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import io.sluice.protocol.ManagerGrpc;
import io.sluice.protocol.Reply;
import io.sluice.protocol.Request;
import io.sluice.protocol.client.DirectTransport;
import io.sluice.protocol.client.ManagerClient;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A manager that always gives the same answer, over the channel that the server uses, too. */
final class InProcessManager implements AutoCloseable {
  private final Server server;
  private final ManagedChannel channel;

  InProcessManager(Reply reply) {
    String name = InProcessServerBuilder.generateName();
    try {
      server =
          InProcessServerBuilder.forName(name)
              .directExecutor()
              .addService(new Constant(reply))
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    channel = InProcessChannelBuilder.forName(name).directExecutor().build();
  }

  private static final class Constant extends ManagerGrpc.ManagerImplBase {
    private final Reply reply;

    Constant(Reply reply) {
      this.reply = reply;
    }

    @Override
    public void execute(Request request, StreamObserver<Reply> replies) {
      replies.onNext(reply);
      replies.onCompleted();
    }
  }

  ManagerClient client() {
    return new ManagerClient(DirectTransport.inProcess(channel));
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }
}

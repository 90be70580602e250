package io.sluice.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import io.sluice.protocol.BucketInfo;
import io.sluice.protocol.Failure;
import io.sluice.protocol.ManagerGrpc;
import io.sluice.protocol.Reply;
import io.sluice.protocol.Request;
import io.sluice.protocol.ScrubProgress;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManagerClientTest {
  private static final String NAME = "manager-client-test";

  private final ManagedChannel channel =
      InProcessChannelBuilder.forName(NAME).directExecutor().build();
  private final DirectTransport transport = new DirectTransport(channel, Duration.ofMillis(200));
  private final ManagerClient client = new ManagerClient(transport);
  private Consumer<StreamObserver<Reply>> answer =
      replies -> replies.onError(Status.INTERNAL.asException());
  private Server server;

  @BeforeEach
  void start() throws IOException {
    server =
        InProcessServerBuilder.forName(NAME)
            .directExecutor()
            .addService(
                new ManagerGrpc.ManagerImplBase() {
                  @Override
                  public void execute(Request request, StreamObserver<Reply> replies) {
                    answer.accept(replies);
                  }

                  @Override
                  public void scrub(Request request, StreamObserver<ScrubProgress> progress) {
                    progress.onNext(ScrubProgress.newBuilder().setBlobsTotal(1).build());
                    progress.onNext(ScrubProgress.newBuilder().setBlobsRead(1).build());
                    progress.onCompleted();
                  }
                })
            .build()
            .start();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void aReplyIsReturned() {
    Reply reply = Reply.newBuilder().setBucket(BucketInfo.newBuilder().setName("b")).build();
    answer =
        replies -> {
          replies.onNext(reply);
          replies.onCompleted();
        };

    assertThat(client.execute(Request.getDefaultInstance())).isEqualTo(reply);
  }

  @Test
  void aFailureIsThrown() {
    Failure failure =
        Failure.newBuilder().setCode(Failure.Code.NO_SUCH_BUCKET).setMessage("no 'b'").build();
    answer =
        replies -> {
          replies.onNext(Reply.newBuilder().setFailure(failure).build());
          replies.onCompleted();
        };

    assertThatThrownBy(() -> client.execute(Request.getDefaultInstance()))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> {
              assertThat(refused.failure()).isEqualTo(failure);
              assertThat(refused.code()).isEqualTo(Failure.Code.NO_SUCH_BUCKET);
            })
        .hasMessage("NO_SUCH_BUCKET: no 'b'");
  }

  @Test
  void whateverElseIsUnavailable() {
    assertUnavailable();
  }

  @Test
  void anAnswerThatTakesTooLongIsUnavailable() {
    answer = _ -> {};

    assertUnavailable();
  }

  @Test
  void aManagerThatIsGoneIsUnavailable() {
    server.shutdownNow();

    assertUnavailable();
  }

  @Test
  void aScrubIsAStream() {
    Iterator<ScrubProgress> progress = transport.scrub(Request.getDefaultInstance());

    assertThat(progress.next().getBlobsTotal()).isEqualTo(1);
    assertThat(progress.next().getBlobsRead()).isEqualTo(1);
    assertThat(progress.hasNext()).isFalse();
  }

  private void assertUnavailable() {
    assertThatThrownBy(() -> client.execute(Request.getDefaultInstance()))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> assertThat(refused.code()).isEqualTo(Failure.Code.UNAVAILABLE));
  }
}

package io.sluice.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import io.sluice.protocol.CreateBucketRequest;
import io.sluice.protocol.CreatePrincipalRequest;
import io.sluice.protocol.Done;
import io.sluice.protocol.Failure;
import io.sluice.protocol.GetBucketRequest;
import io.sluice.protocol.ManagerGrpc;
import io.sluice.protocol.Reply;
import io.sluice.protocol.Request;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lasting connections: what is sent again and to whom, and what is refused. */
final class NetworkTransportTest {
  private static final Reply DONE = Reply.newBuilder().setDone(Done.getDefaultInstance()).build();
  private static final Request LOOK_UP =
      Request.newBuilder().setGetBucket(GetBucketRequest.newBuilder().setBucket("bucket")).build();
  private static final Request CHANGE =
      Request.newBuilder()
          .setCreateBucket(CreateBucketRequest.newBuilder().setBucket("bucket"))
          .build();
  private static final Request SECRET =
      Request.newBuilder()
          .setCreatePrincipal(CreatePrincipalRequest.newBuilder().setName("alice"))
          .build();

  private final List<Server> servers = new ArrayList<>();
  private final List<NetworkTransport> transports = new ArrayList<>();

  /** A manager that fails as often as it is told to, and then does what it is asked. */
  private static final class TestingManager extends ManagerGrpc.ManagerImplBase {
    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger failures = new AtomicInteger();
    private Status failure = Status.UNAVAILABLE;
    private CountDownLatch open = new CountDownLatch(0);

    @Override
    public void execute(Request request, StreamObserver<Reply> replies) {
      requests.add(request);
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (failures.getAndDecrement() > 0) {
        replies.onError(failure.asRuntimeException());
        return;
      }
      replies.onNext(DONE);
      replies.onCompleted();
    }
  }

  @AfterEach
  void stop() {
    transports.forEach(NetworkTransport::close);
    servers.forEach(Server::shutdownNow);
  }

  private ManagedChannel channel(TestingManager manager) throws IOException {
    String name = InProcessServerBuilder.generateName();
    servers.add(InProcessServerBuilder.forName(name).addService(manager).build().start());
    return InProcessChannelBuilder.forName(name).build();
  }

  private NetworkTransport transport(int mostUnderWay, ManagedChannel... channels) {
    NetworkTransport transport =
        new NetworkTransport(
            List.of(channels),
            new NetworkTransport.Options(
                Duration.ofSeconds(30), Duration.ofSeconds(10), mostUnderWay),
            Clock.systemUTC(),
            new Random(1));
    transports.add(transport);
    return transport;
  }

  @Test
  void aChangeIsSentAgainWithTheSameId() throws IOException {
    TestingManager manager = new TestingManager();
    manager.failures.set(3);

    assertThat(transport(10, channel(manager)).execute(CHANGE)).isEqualTo(DONE);
    assertThat(manager.requests)
        .hasSize(4)
        .extracting(Request::getOperationId)
        .containsOnly(manager.requests.getFirst().getOperationId());
    assertThat(manager.requests.getFirst().getOperationId().size()).isEqualTo(16);
  }

  @Test
  void twoChangesHaveTwoIdsAndALookUpHasNone() throws IOException {
    TestingManager manager = new TestingManager();
    NetworkTransport transport = transport(10, channel(manager));
    transport.execute(CHANGE);
    transport.execute(CHANGE);
    transport.execute(LOOK_UP);

    assertThat(manager.requests).extracting(Request::getOperationId).doesNotHaveDuplicates();
    assertThat(manager.requests.getLast().getOperationId()).isEqualTo(ByteString.EMPTY);
  }

  @Test
  void theNextManagerIsAskedWhereOneIsNotThere() throws IOException {
    TestingManager manager = new TestingManager();
    ManagedChannel nobody = InProcessChannelBuilder.forName("nobody").build();
    NetworkTransport transport = transport(10, nobody, channel(manager));
    for (int i = 0; i < 10; i++) {
      assertThat(transport.execute(CHANGE)).isEqualTo(DONE);
    }
    assertThat(manager.requests).hasSize(10);
  }

  @Test
  void whatAnswersWithASecretIsSentOnce() throws IOException {
    TestingManager manager = new TestingManager();
    manager.failures.set(1);
    NetworkTransport transport = transport(10, channel(manager));

    assertThatThrownBy(() -> transport.execute(SECRET)).isInstanceOf(StatusRuntimeException.class);
    assertThat(manager.requests).hasSize(1);
  }

  @Test
  void whatTheManagerCancelsIsNotSentAgain() throws IOException {
    TestingManager manager = new TestingManager();
    manager.failure = Status.CANCELLED;
    manager.failures.set(1);
    NetworkTransport transport = transport(10, channel(manager));

    assertThatThrownBy(() -> transport.execute(LOOK_UP)).isInstanceOf(StatusRuntimeException.class);
    assertThat(manager.requests).hasSize(1);
  }

  @Test
  void moreThanMayBeUnderWayIsRefusedAtOnce() throws Exception {
    TestingManager manager = new TestingManager();
    manager.open = new CountDownLatch(1);
    NetworkTransport transport = transport(1, channel(manager));
    CompletableFuture<Reply> first =
        CompletableFuture.supplyAsync(() -> transport.execute(LOOK_UP));
    while (manager.requests.isEmpty()) {
      Thread.onSpinWait();
    }

    assertThat(transport.execute(LOOK_UP).getFailure().getCode())
        .isEqualTo(Failure.Code.OVERLOADED);
    manager.open.countDown();
    assertThat(first.get()).isEqualTo(DONE);
    assertThat(transport.execute(LOOK_UP)).isEqualTo(DONE);
  }
}

package io.sluice.gateway.op;

import static io.sluice.gateway.Eventually.eventually;
import static io.sluice.gateway.client.AnswerAssert.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.HeldStore;
import io.sluice.gateway.RunningServer;
import io.sluice.gateway.TestingServer;
import io.sluice.gateway.TestingUpload;
import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.Call;
import io.sluice.gateway.client.Connection;
import io.sluice.manager.record.Keys;
import io.sluice.storage.BlobId;
import io.sluice.storage.BlobStorage;
import io.sluice.store.Bytes;
import io.sluice.store.Scan;
import io.sluice.store.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Uploads in parts that come to nothing (row 95 of the sheet): nothing is left of them. */
class AbortMultipartUploadIT {
  private static final HeldStore store = new HeldStore();

  @RegisterExtension
  static final RunningServer server = new RunningServer(TestingServer.Setup.usual().store(store));

  private static final int UPLOADS = 12;

  private String bucket = "";

  @BeforeEach
  void makeBucket() {
    bucket = server.newBucket();
  }

  @AfterEach
  void nothingIsLeft() {
    for (Table table :
        List.of(Keys.UPLOADS, Keys.PARTS, Keys.ENDED_UPLOADS, Keys.BLOBS, Keys.GARBAGE)) {
      eventually(
          table + " is empty",
          () -> server.server().store().scan(Scan.of(table, Bytes.EMPTY, 1)).entries().isEmpty());
    }
    eventually("no blob is left", () -> blobs() == 0);
  }

  private static long blobs() {
    BlobStorage storage = server.server().storage();
    long count = 0;
    try {
      for (long epoch : storage.epochs()) {
        try (Stream<BlobId> blobs = storage.blobs(epoch)) {
          count += blobs.count();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return count;
  }

  // 95
  @Test
  void anUploadThatWasAbortedIsNoMore() {
    TestingUpload upload = TestingUpload.begin(server, bucket, "key");
    upload.part(1, "x".getBytes(UTF_8));
    assertThat(server.signed(upload.call("DELETE", ""))).hasStatus(204);
    for (Call call :
        List.of(
            upload.call("DELETE", ""),
            upload.call("GET", ""),
            upload.partCall(1, "x".getBytes(UTF_8)),
            upload.completeCall())) {
      assertThat(server.signed(call))
          .isError(404, "NoSuchUpload")
          .hasFields("UploadId", upload.id());
    }
    assertThat(server.signed(server.head(bucket, "key"))).hasStatus(404);
    assertThat(server.ok(server.call("GET", "/" + bucket + "?uploads")).xml().has("Upload"))
        .isFalse();
  }

  // 95
  @Test
  void aPartThatIsOnItsWayIsNotAdded() throws IOException {
    byte[] body = new byte[TestingServer.INLINE_LIMIT * 2];
    TestingUpload upload = TestingUpload.begin(server, bucket, "key");
    Call part = server.root().sign(upload.partCall(1, body));
    try (Connection connection = server.connect()) {
      connection.send(part.head());
      connection.send(new byte[body.length - 1]);
      eventually("it is being staged", () -> blobs() == 1);
      server.ok(upload.call("DELETE", ""));
      connection.send(new byte[1]);
      assertThat(connection.answer("PUT"))
          .isError(404, "NoSuchUpload")
          .hasFields("UploadId", upload.id());
    }
  }

  // 95
  @Test
  void ofPartsThatRaceWithTheEndNothingIsLeft() throws Exception {
    List<TestingUpload> uploads = new ArrayList<>();
    for (int i = 0; i < UPLOADS; i++) {
      uploads.add(TestingUpload.begin(server, bucket, "key-" + i));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> parts = new ArrayList<>();
      List<Future<Answer>> ends = new ArrayList<>();
      for (TestingUpload upload : uploads) {
        for (int number = 1; number <= 3; number++) {
          Call part = upload.partCall(number, new byte[number]);
          parts.add(threads.submit(() -> server.signed(part)));
        }
        ends.add(threads.submit(() -> server.signed(upload.call("DELETE", ""))));
      }
      for (Future<Answer> end : ends) {
        assertThat(end.get()).hasStatus(204);
      }
      for (Future<Answer> part : parts) {
        assertThat(part.get().status()).isIn(200, 404);
      }
    }
    for (TestingUpload upload : uploads) {
      assertThat(server.signed(upload.call("GET", ""))).isError(404, "NoSuchUpload");
    }
  }

  // 91
  @Test
  void ofPartsThatReplaceEachOtherOneIsLeft() throws Exception {
    TestingUpload upload = TestingUpload.begin(server, bucket, "key");
    server.ok(upload.partCall(1, new byte[100]));
    List<Call> calls = new ArrayList<>();
    for (int size = 1; size <= 8; size++) {
      calls.add(upload.partCall(1, new byte[size]));
    }
    List<String> etags = new ArrayList<>();
    for (Answer answer : store.atOnce(server, calls)) {
      assertThat(answer).hasStatus(200);
      etags.add(answer.header("ETag"));
    }
    List<String> listed = server.ok(upload.call("GET", "")).xml().texts("Part", "ETag");
    assertThat(listed).hasSize(1);
    assertThat(etags).contains(listed.getFirst());
    upload.name(1, listed.getFirst()).complete();
    eventually("one blob is left", () -> blobs() == 1);
    server.ok(server.delete(bucket, "key"));
  }

  // 90
  @Test
  void partsThatAreNotNamedAreFreed() {
    TestingUpload upload = TestingUpload.begin(server, bucket, "key");
    upload.part(1, new byte[1]);
    server.ok(upload.partCall(2, new byte[2]));
    server.ok(upload.partCall(3, new byte[3]));
    upload.complete();
    eventually("one blob is left", () -> blobs() == 1);
    assertThat(server.ok(server.get(bucket, "key"))).hasBody(new byte[1]);
    server.ok(server.delete(bucket, "key"));
  }

  // 103
  @Test
  void uploadsEndWithTheirBucket() {
    TestingUpload upload = TestingUpload.begin(server, bucket, "key");
    upload.part(1, "x".getBytes(UTF_8));
    assertThat(server.signed(server.call("DELETE", "/" + bucket))).hasStatus(204);
    server.ok(server.call("PUT", "/" + bucket));
    assertThat(server.signed(upload.call("GET", ""))).isError(404, "NoSuchUpload");
    assertThat(server.signed(upload.completeCall())).isError(404, "NoSuchUpload");
  }
}

package io.sluice.gateway.op;

import static io.sluice.gateway.Eventually.eventually;
import static io.sluice.gateway.client.AnswerAssert.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.gateway.RunningServer;
import io.sluice.gateway.TestingClock;
import io.sluice.gateway.TestingServer;
import io.sluice.gateway.TestingUpload;
import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.Digests;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Completions that a client sends again because it did not hear of the first. */
class RepeatedCompletionIT {
  private static final TestingClock clock =
      new TestingClock(Instant.parse("2026-11-22T12:00:00.900Z"));

  @RegisterExtension
  static final RunningServer server = new RunningServer(TestingServer.Setup.usual().clock(clock));

  private static final byte[] LAST = "last".getBytes(UTF_8);
  private static final byte[] OTHER = "other".getBytes(UTF_8);

  // 92
  @Test
  void aCompletionCanBeRepeatedForAWhile() {
    String bucket = server.newBucket();
    TestingUpload upload = TestingUpload.begin(server, bucket, "key");
    upload.part(1, LAST);
    Answer first = upload.complete();
    assertThat(server.signed(upload.completeCall())).hasStatus(200).hasBody(first.text());
    upload.forget().name(1, Digests.etag(OTHER));
    assertThat(server.signed(upload.completeCall())).isError(404, "NoSuchUpload");
    upload.forget().name(1, Digests.etag(LAST));
    assertThat(server.signed(upload.completeCall())).hasStatus(200);
    // a part does not bring it back
    assertThat(server.signed(upload.partCall(1, LAST)))
        .isError(404, "NoSuchUpload")
        .hasFields("UploadId", upload.id());

    clock.advance(Duration.ofMinutes(11));
    eventually(
        "the completion is forgotten", () -> server.signed(upload.completeCall()).status() == 404);
    assertThat(server.signed(upload.completeCall()))
        .isError(404, "NoSuchUpload")
        .hasMessage(
            "The specified upload does not exist. The upload ID may be invalid, or the upload may"
                + " have been aborted or completed.")
        .hasFields("UploadId", upload.id());
    assertThat(server.ok(server.get(bucket, "key"))).hasBody(LAST);
  }
}

package io.sluice.gateway.op;

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
import io.sluice.gateway.client.Digests;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Answers that begin before it is known what they are (row 93 of the sheet). */
class KeepAliveIT {
  private static final HeldStore store = new HeldStore();

  @RegisterExtension
  static final RunningServer server =
      new RunningServer(TestingServer.Setup.usual().store(store).patience(Duration.ofMillis(20)));

  private static final byte[] BODY = "body".getBytes(UTF_8);
  private static final String BEGINNING = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

  private final String bucket = server.newBucket();

  @BeforeEach
  void makeSource() {
    server.ok(server.put(bucket, "source", BODY));
  }

  private TestingUpload upload() {
    TestingUpload upload = TestingUpload.begin(server, bucket, "key");
    upload.part(1, BODY);
    return upload;
  }

  private Call copy() {
    return server
        .call("PUT", "/" + bucket + "/copy")
        .header("x-amz-copy-source", bucket + "/source");
  }

  /** What is answered if nothing is committed before the answer has begun. */
  private static Answer heldUp(Call call) throws IOException {
    store.hold();
    boolean held = true;
    try (Connection connection = server.connect()) {
      Call signed = server.root().sign(call);
      connection.send(signed.head());
      connection.send(signed.body());
      String head = connection.until("\r\n\r\n");
      assertThat(head).startsWith("HTTP/1.1 200 ").contains("application/xml");
      String begun = connection.until(BEGINNING);
      // several spaces, each a chunk of its own
      begun += connection.until("\r\n1\r\n \r\n1\r\n \r\n1\r\n \r\n");
      store.release();
      held = false;
      return new Answer(
          200, List.of(), unchunked(begun + connection.until("\r\n0\r\n\r\n")), false);
    } finally {
      if (held) {
        store.release();
      }
    }
  }

  private static byte[] unchunked(String chunks) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < chunks.length()) {
      int end = chunks.indexOf("\r\n", at);
      int size = Integer.parseInt(chunks.substring(at, end), 16);
      text.append(chunks, end + 2, end + 2 + size);
      at = size == 0 ? chunks.length() : end + 2 + size + 2;
    }
    return text.toString().getBytes(UTF_8);
  }

  // 93
  @Test
  void aCompletionThatTakesLongBeginsItsAnswer() throws IOException {
    Answer answer = heldUp(upload().completeCall());
    assertThat(answer.text()).startsWith(BEGINNING + "  ");
    assertThat(answer.xml().name()).isEqualTo("CompleteMultipartUploadResult");
    assertThat(answer.xml().text("Key")).isEqualTo("key");
    assertThat(server.ok(server.get(bucket, "key"))).hasBody(BODY);
  }

  // 93
  @Test
  void anErrorStandsInAnAnswerThatHasBegun() throws IOException {
    TestingUpload upload = upload();
    Answer answer = heldUp(upload.name(2, Digests.etag(BODY)).completeCall());
    assertThat(answer.text()).startsWith(BEGINNING + "  ");
    assertThat(answer.xml().name()).isEqualTo("Error");
    assertThat(answer.xml().text("Code")).isEqualTo("InvalidPart");
    assertThat(answer.xml().text("PartNumber")).isEqualTo("2");
    assertThat(answer.xml().text("Resource")).isEqualTo("/" + bucket + "/key");
    assertThat(answer.xml().text("RequestId")).isNotEmpty();
    assertThat(server.signed(server.head(bucket, "key"))).hasStatus(404);
  }

  // 93
  @Test
  void aCopyThatTakesLongBeginsItsAnswer() throws IOException {
    Answer answer = heldUp(copy());
    assertThat(answer.xml().name()).isEqualTo("CopyObjectResult");
    assertThat(answer.xml().text("ETag")).isEqualTo(Digests.etag(BODY));
    assertThat(server.ok(server.get(bucket, "copy"))).hasBody(BODY);
  }
}

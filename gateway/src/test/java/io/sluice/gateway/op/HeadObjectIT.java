package io.sluice.gateway.op;

import static io.sluice.gateway.client.AnswerAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.RunningServer;
import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.Connection;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadObjectIT {
  @RegisterExtension static final RunningServer server = new RunningServer();

  @Test
  void aHeadIsAGetWithoutItsBody() {
    String bucket = server.newBucket();
    server.ok(server.put(bucket, "key", "content").header("Content-Type", "text/plain"));
    Answer get = server.ok(server.get(bucket, "key"));
    Answer head = server.ok(server.head(bucket, "key"));
    for (String header : new String[] {"ETag", "Last-Modified", "Content-Type", "Content-Length"}) {
      assertThat(head).hasHeader(header, get.header(header));
    }
    assertThat(head).hasNoBody();
  }

  // 52
  @ParameterizedTest
  @CsvSource({
    "/{b}/missing, 404", "/no-such-bucket/key, 404", "/{b}/key?versionId=x, 400",
    "/{b}/key?partNumber=2, 416", "/{b}/key?tagging, 501", "/Bad_Name/key, 400"
  })
  void anErrorHasNoBody(String target, int status) throws IOException {
    String bucket = server.newBucket();
    server.ok(server.put(bucket, "key", "content"));
    try (Connection connection = server.connect()) {
      // were there a body, the second answer would not be one
      for (int i = 0; i < 2; i++) {
        Answer answer =
            connection.exchange(
                server.root().sign(server.call("HEAD", target.replace("{b}", bucket))));
        assertThat(answer).hasStatus(status).hasNoBody();
        assertThat(answer.header("x-amz-request-id")).isNotEmpty();
        assertThat(answer.header("x-amz-id-2")).isNotEmpty();
      }
    }
  }
}

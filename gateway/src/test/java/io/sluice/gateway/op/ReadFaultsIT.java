package io.sluice.gateway.op;

import static io.sluice.gateway.client.AnswerAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.RunningServer;
import io.sluice.gateway.TestingServer;
import io.sluice.gateway.TestingUpload;
import io.sluice.gateway.client.Call;
import io.sluice.gateway.client.Connection;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Objects whose bytes are not what they were (row 116 of the sheet). */
class ReadFaultsIT {
  @RegisterExtension static final RunningServer server = new RunningServer();

  private static final int SIZE = 4 * TestingServer.INLINE_LIMIT;

  private final String bucket = server.newBucket();

  /** The files of an object of parts, in order. */
  private List<Path> store(int... sizes) throws IOException {
    List<Path> before = files();
    TestingUpload upload = TestingUpload.begin(server, bucket, "key");
    for (int i = 0; i < sizes.length; i++) {
      upload.part(i + 1, new byte[sizes[i]]);
    }
    upload.complete();
    return files().stream().filter(file -> !before.contains(file)).toList();
  }

  /** In the order in which they were staged. */
  private static List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(server.folder())) {
      return all.filter(Files::isRegularFile)
          .sorted((one, other) -> Long.compare(number(one), number(other)))
          .toList();
    }
  }

  private static long number(Path file) {
    String name = file.getFileName().toString().replaceAll("[^0-9]", "");
    return name.isEmpty() ? -1 : Long.parseLong(name);
  }

  private static void truncate(Path file, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }

  /** The head says that all is well, and then the connection ends before the body does. */
  private static void assertCut(Call call) throws IOException {
    try (Connection connection = server.connect()) {
      assertThatThrownBy(() -> connection.exchange(server.root().sign(call)))
          .isInstanceOf(IOException.class)
          .hasMessageMatching("[0-9]+ bytes instead of [0-9]+|Connection reset");
      assertThat(connection.ended()).isTrue();
    }
  }

  // 116
  @Test
  void anAnswerThatCannotBeSentWholeIsCut() throws IOException {
    truncate(store(TestingUpload.PART, SIZE).get(1), SIZE / 2);
    assertCut(server.get(bucket, "key"));
    assertCut(server.get(bucket, "key").header("Range", "bytes=5242879-"));
    // what is there is sent
    String there = "bytes=%d-%d".formatted(TestingUpload.PART, TestingUpload.PART + 99);
    assertThat(server.ok(server.get(bucket, "key").header("Range", there)))
        .hasStatus(206)
        .hasBody(new byte[100]);
  }

  // 116
  @Test
  void anAnswerThatLacksALaterPartIsCut() throws IOException {
    Files.delete(store(TestingUpload.PART, SIZE).get(1));
    assertCut(server.get(bucket, "key"));
    assertThat(server.ok(server.get(bucket, "key").query("partNumber=1")))
        .hasBody(new byte[TestingUpload.PART]);
  }

  // 116, 109
  @Test
  void whatIsCutShortFromTheStartIsAnError() throws IOException {
    truncate(store(SIZE).getFirst(), SIZE / 2);
    assertThat(server.signed(server.get(bucket, "key")))
        .isError(503, "ServiceUnavailable")
        .hasHeader("Retry-After", "1");
    assertThat(server.ok(server.get(bucket, "key").header("Range", "bytes=0-99")))
        .hasStatus(206)
        .hasBody(new byte[100]);
  }

  // 116, 109
  @Test
  void whatIsMissingFromTheStartIsAnError() throws IOException {
    Files.delete(store(SIZE).getFirst());
    assertThat(server.signed(server.get(bucket, "key")))
        .isError(503, "ServiceUnavailable")
        .hasHeader("Retry-After", "1");
    assertThat(
            server.signed(
                server
                    .call("PUT", "/" + bucket + "/copy")
                    .header("x-amz-copy-source", bucket + "/key")
                    .header("x-amz-checksum-algorithm", "SHA1")))
        .isError(503, "ServiceUnavailable");
    assertThat(server.ok(server.head(bucket, "key"))).hasHeader("Content-Length", "" + SIZE);
  }
}

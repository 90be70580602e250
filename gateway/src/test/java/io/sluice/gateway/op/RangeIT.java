package io.sluice.gateway.op;

import static io.sluice.gateway.client.AnswerAssert.assertThat;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.RunningServer;
import io.sluice.gateway.TestingServer;
import io.sluice.gateway.TestingUpload;
import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.Call;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranges and parts of objects, wherever their bytes are. */
class RangeIT {
  @RegisterExtension static final RunningServer server = new RunningServer();

  private static final int PART = TestingUpload.PART;

  /** In the store; in one blob; in three. */
  private static final Map<String, byte[]> CONTENTS =
      Map.of(
          "inline", random(1000),
          "blob", random(TestingServer.INLINE_LIMIT + 1000),
          "parts", random(2 * PART + 1000));

  private static String bucket = "";

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static byte[] slice(byte[] bytes, int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }

  private static byte[] contents(String key) {
    return requireNonNull(CONTENTS.get(key), key);
  }

  @BeforeAll
  static void makeObjects() {
    bucket = server.newBucket();
    server.ok(server.put(bucket, "inline", contents("inline")));
    server.ok(server.put(bucket, "blob", contents("blob")));
    server.ok(server.put(bucket, "empty", ""));
    byte[] all = contents("parts");
    TestingUpload upload = TestingUpload.begin(server, bucket, "parts");
    // the numbers need not follow one another
    upload.part(2, slice(all, 0, PART));
    upload.part(3, slice(all, PART, 2 * PART));
    upload.part(7, slice(all, 2 * PART, all.length));
    upload.complete();
  }

  private static Call read(String method, String key, String range) {
    return server.call(method, "/" + bucket + "/" + key).header("Range", range);
  }

  private static void assertRange(String key, int first, int last) {
    byte[] all = contents(key);
    String range = "bytes=%d-%d".formatted(first, last);
    String contentRange = "bytes %d-%d/%d".formatted(first, last, all.length);
    assertThat(server.signed(read("GET", key, range)))
        .hasStatus(206)
        .hasHeader("Content-Range", contentRange)
        .hasHeader("Content-Length", Integer.toString(last - first + 1))
        .hasHeader("Accept-Ranges", "bytes")
        .hasBody(slice(all, first, last + 1));
    assertThat(server.signed(read("HEAD", key, range)))
        .hasStatus(206)
        .hasHeader("Content-Range", contentRange)
        .hasHeader("Content-Length", Integer.toString(last - first + 1));
  }

  // 49
  @ParameterizedTest
  @ValueSource(strings = {"inline", "blob", "parts"})
  void aRangeIsAnsweredInPart(String key) {
    int size = contents(key).length;
    assertRange(key, 0, 0);
    assertRange(key, size - 1, size - 1);
    assertRange(key, 10, 99);
    assertRange(key, 0, size - 1);
    Random random = new Random(7);
    for (int i = 0; i < 5; i++) {
      int first = random.nextInt(size);
      assertRange(key, first, first + random.nextInt(Math.min(size - first, 100_000)));
    }
  }

  // 49
  @Test
  void aRangeGoesAcrossTheBordersOfParts() {
    assertRange("parts", PART - 1, PART - 1);
    assertRange("parts", PART, PART);
    assertRange("parts", PART - 1, PART);
    assertRange("parts", PART - 10, 2 * PART + 9);
    assertRange("parts", 2 * PART - 1, 2 * PART);
    assertRange("parts", 2 * PART, 2 * PART + 999);
  }

  // 49
  @ParameterizedTest
  @ValueSource(strings = {"inline", "blob", "parts"})
  void aRangeIsClippedToWhatThereIs(String key) {
    byte[] all = contents(key);
    int size = all.length;
    assertThat(server.signed(read("GET", key, "bytes=5-99999999999")))
        .hasStatus(206)
        .hasHeader("Content-Range", "bytes 5-%d/%d".formatted(size - 1, size))
        .hasBody(slice(all, 5, size));
    assertThat(server.signed(read("GET", key, "bytes=-17")))
        .hasStatus(206)
        .hasHeader("Content-Range", "bytes %d-%d/%d".formatted(size - 17, size - 1, size))
        .hasBody(slice(all, size - 17, size));
    assertThat(server.signed(read("GET", key, "bytes=-99999999999")))
        .hasStatus(206)
        .hasHeader("Content-Range", "bytes 0-%d/%d".formatted(size - 1, size))
        .hasBody(all);
    assertThat(server.signed(read("GET", key, "bytes=0007-0009")))
        .hasStatus(206)
        .hasBody(slice(all, 7, 10));
  }

  // 47
  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=10-5",
        "bytes=0-1,5-6",
        "lines=0-1",
        "bytes=x-y",
        "nonsense",
        "bytes=-",
        ""
      })
  void aRangeThatIsNoneIsIgnored(String range) {
    assertThat(server.signed(read("GET", "inline", range)))
        .hasStatus(200)
        .hasNoHeader("Content-Range")
        .hasBody(contents("inline"));
  }

  // 48
  @ParameterizedTest
  @CsvSource({
    "inline, bytes=1000-, 1000", "inline, bytes=1000-2000, 1000", "inline, bytes=-0, 1000",
    "empty, bytes=0-0, 0", "empty, bytes=0-, 0", "empty, bytes=-1, 0"
  })
  void aRangeOfNothingIsInvalid(String key, String range, String size) {
    assertThat(server.signed(read("GET", key, range)))
        .isError(416, "InvalidRange")
        .hasMessage("The requested range is not satisfiable")
        .hasFields("RangeRequested", range, "ActualObjectSize", size)
        .hasHeader("Content-Range", "bytes */" + size);
    assertThat(server.signed(read("HEAD", key, range)))
        .hasStatus(416)
        .hasNoBody()
        .hasHeader("Content-Range", "bytes */" + size);
  }

  // 50
  @ParameterizedTest
  @CsvSource({"2, 0, 5242880", "3, 5242880, 10485760", "7, 10485760, 10486760"})
  void aPartIsReadByItsNumber(int number, int from, int to) {
    byte[] all = contents("parts");
    String contentRange = "bytes %d-%d/%d".formatted(from, to - 1, all.length);
    for (String method : List.of("GET", "HEAD")) {
      Answer answer =
          server.signed(server.call(method, "/" + bucket + "/parts?partNumber=" + number));
      assertThat(answer)
          .hasStatus(206)
          .hasHeader("Content-Range", contentRange)
          .hasHeader("Content-Length", Integer.toString(to - from))
          .hasHeader("x-amz-mp-parts-count", "3");
      if (method.equals("GET")) {
        assertThat(answer).hasBody(slice(all, from, to));
      }
    }
  }

  // 50
  @Test
  void anObjectInOnePieceIsItsOwnFirstPart() {
    assertThat(server.signed(server.get(bucket, "inline").query("partNumber=1")))
        .hasStatus(206)
        .hasHeader("Content-Range", "bytes 0-999/1000")
        .hasNoHeader("x-amz-mp-parts-count")
        .hasBody(contents("inline"));
    assertThat(server.signed(server.get(bucket, "empty").query("partNumber=1")))
        .hasStatus(200)
        .hasNoHeader("Content-Range")
        .hasNoBody();
  }

  // 50
  @ParameterizedTest
  @CsvSource({"parts, 1, 3", "parts, 4, 3", "parts, 10000, 3", "inline, 2, 1", "empty, 2, 1"})
  void aPartThatIsNotThereIsAnInvalidPartNumber(String key, String number, String count) {
    assertThat(server.signed(server.get(bucket, key).query("partNumber=" + number)))
        .isError(416, "InvalidPartNumber")
        .hasMessage("The requested partnumber is not satisfiable")
        .hasFields("PartNumberRequested", number, "ActualPartCount", count);
    assertThat(server.signed(server.head(bucket, key).query("partNumber=" + number)))
        .hasStatus(416)
        .hasNoBody();
  }

  // 50, 88
  @ParameterizedTest
  @ValueSource(strings = {"0", "10001", "-1", "x", "", "1.5", "99999999999"})
  void aPartNumberThatIsNoneIsAnInvalidArgument(String number) {
    assertThat(server.signed(server.get(bucket, "parts").query("partNumber=" + number)))
        .isError(400, "InvalidArgument")
        .hasMessage("Part number must be an integer between 1 and 10000, inclusive")
        .hasFields("ArgumentName", "partNumber", "ArgumentValue", number);
  }

  // 50
  @Test
  void aPartAndARangeAreOneTooMany() {
    assertThat(server.signed(read("GET", "parts?partNumber=2", "bytes=0-1")))
        .isError(400, "InvalidRequest")
        .hasMessage("Cannot specify both Range header and partNumber query parameter")
        .hasFields();
  }

  @ParameterizedTest
  @ValueSource(strings = {"inline", "blob", "parts"})
  void theWholeComesBack(String key) {
    assertThat(server.signed(server.get(bucket, key)))
        .hasStatus(200)
        .hasNoHeader("Content-Range")
        .hasBody(contents(key));
  }
}

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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The conditions of whatever stores or deletes an object. */
class WriteConditionsIT {
  private static final HeldStore store = new HeldStore();

  @RegisterExtension
  static final RunningServer server = new RunningServer(TestingServer.Setup.usual().store(store));

  private static final String OLD = Digests.etag("old".getBytes(UTF_8));
  private static final String OTHER = Digests.etag("other".getBytes(UTF_8));
  private static final String UNMET =
      "At least one of the pre-conditions you specified did not hold";

  private String bucket = "";

  /** Each way in which an object comes to be. */
  enum Write {
    SMALL_PUT,
    LARGE_PUT,
    COPY,
    COMPLETION
  }

  @BeforeEach
  void makeObject() {
    bucket = server.newBucket();
    server.ok(server.put(bucket, "key", "old"));
  }

  private Call write(Write way, String key) {
    return switch (way) {
      case SMALL_PUT -> server.put(bucket, key, "new");
      case LARGE_PUT -> server.put(bucket, key, new byte[TestingServer.INLINE_LIMIT + 1]);
      case COPY -> {
        server.ok(server.put(bucket, "source", "new"));
        yield server
            .call("PUT", RunningServer.path(bucket, key))
            .header("x-amz-copy-source", bucket + "/source");
      }
      case COMPLETION -> {
        TestingUpload upload = TestingUpload.begin(server, bucket, key);
        upload.part(1, "new".getBytes(UTF_8));
        yield upload.completeCall();
      }
    };
  }

  private void assertUntouched() {
    assertThat(server.signed(server.get(bucket, "key"))).hasStatus(200).hasBody("old");
  }

  private void assertReplaced() {
    assertThat(server.ok(server.head(bucket, "key")).header("ETag")).isNotEqualTo(OLD);
  }

  // 58, 60
  @ParameterizedTest
  @EnumSource(Write.class)
  void ifNoneMatchRequiresThatNothingIsThere(Write way) {
    assertThat(server.signed(write(way, "key").header("If-None-Match", "*")))
        .isError(412, "PreconditionFailed")
        .hasMessage(UNMET)
        .hasFields("Condition", "If-None-Match");
    assertUntouched();
    assertThat(server.signed(write(way, "fresh").header("If-None-Match", "*"))).hasStatus(200);
    assertThat(server.signed(server.head(bucket, "fresh"))).hasStatus(200);
  }

  // 59, 60
  @ParameterizedTest
  @EnumSource(Write.class)
  void ifMatchRequiresThatVeryObject(Write way) {
    assertThat(server.signed(write(way, "key").header("If-Match", OTHER)))
        .isError(412, "PreconditionFailed")
        .hasMessage(UNMET)
        .hasFields("Condition", "If-Match");
    assertUntouched();
    assertThat(server.signed(write(way, "key").header("If-Match", OLD))).hasStatus(200);
    assertReplaced();
  }

  // 59, 60
  @ParameterizedTest
  @EnumSource(Write.class)
  void ifMatchOfAMissingObjectIsNoSuchKey(Write way) {
    for (String etag : List.of(OLD, "*")) {
      assertThat(server.signed(write(way, "missing").header("If-Match", etag)))
          .isError(404, "NoSuchKey")
          .hasFields("Key", "missing");
    }
    assertThat(server.signed(server.head(bucket, "missing"))).hasStatus(404);
  }

  // 59
  @ParameterizedTest
  @ValueSource(strings = {"{unquoted}", "*", "\"x\", {quoted}"})
  void anEtagMatchesHoweverItIsWritten(String form) {
    String etag = form.replace("{unquoted}", OLD.replace("\"", "")).replace("{quoted}", OLD);
    assertThat(server.signed(server.put(bucket, "key", "new").header("If-Match", etag)))
        .hasStatus(200);
    assertReplaced();
  }

  // 59, 61
  @ParameterizedTest
  @ValueSource(strings = {"", "\"\"", "\"old\""})
  void anEtagThatIsNoneMatchesNothing(String etag) {
    for (Write way : Write.values()) {
      assertThat(server.signed(write(way, "key").header("If-Match", etag)))
          .isError(412, "PreconditionFailed");
    }
    assertThat(server.signed(server.delete(bucket, "key").header("If-Match", etag)))
        .isError(412, "PreconditionFailed");
    assertUntouched();
  }

  // 58: where the suites disagree, this is as at Amazon
  @ParameterizedTest
  @EnumSource(Write.class)
  void whatAmazonDoesNotKnowIsNotTakenForNothing(Write way) {
    for (String etag : List.of(OLD, OTHER, "")) {
      assertThat(server.signed(write(way, "key").header("If-None-Match", etag)))
          .isError(501, "NotImplemented")
          .hasFields("Header", "If-None-Match");
    }
    assertThat(
            server.signed(write(way, "key").header("If-None-Match", "*").header("If-Match", OLD)))
        .isError(501, "NotImplemented")
        .hasFields("Header", "If-None-Match");
    for (String header : List.of("if-modified-since", "if-unmodified-since")) {
      assertThat(server.signed(write(way, "key").header(header, "Sun, 22 Nov 2026 12:00:00 GMT")))
          .isError(501, "NotImplemented")
          .hasFields("Header", header);
    }
    assertUntouched();
  }

  // 60
  @Test
  void anUploadsConditionsAreThoseOfItsCompletion() {
    TestingUpload upload = TestingUpload.begin(server, bucket, "late");
    upload.part(1, "new".getBytes(UTF_8));
    server.ok(server.put(bucket, "late", "in between"));
    assertThat(server.signed(upload.completeCall().header("If-None-Match", "*")))
        .isError(412, "PreconditionFailed");
    assertThat(server.signed(server.get(bucket, "late"))).hasBody("in between");

    // the upload is as it was, and can be completed when the condition holds
    assertThat(server.ok(upload.call("GET", "")).xml().texts("Part", "PartNumber"))
        .containsExactly("1");
    server.ok(server.delete(bucket, "late"));
    assertThat(server.signed(upload.completeCall().header("If-None-Match", "*"))).hasStatus(200);
    assertThat(server.signed(server.get(bucket, "late"))).hasBody("new");
  }

  // 25, 58, 59
  @ParameterizedTest
  @CsvSource({"If-None-Match, *, 412", "If-Match, other, 412", "If-Match, '{old}', 200"})
  void anUnmetConditionIsToldBeforeTheBodyIsAskedFor(String header, String value, int status)
      throws IOException {
    Call put =
        write(Write.LARGE_PUT, "key")
            .header(header, value.replace("{old}", OLD))
            .header("Expect", "100-continue");
    try (Connection connection = server.connect()) {
      Answer answer = connection.exchangeWhenInvited(server.root().sign(put));
      assertThat(answer).hasStatus(status);
      assertThat(answer.invited()).isEqualTo(status == 200);
    }
  }

  // 58
  @ParameterizedTest
  @EnumSource(Write.class)
  void ofManyThatMakeAnObjectOneDoes(Write way) throws Exception {
    // so that there is an epoch to stage under
    server.ok(write(Write.LARGE_PUT, "other"));
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      calls.add(write(way, "contended").header("If-None-Match", "*"));
    }
    assertOneSucceeds(store.atOnce(server, calls));
  }

  // 59
  @Test
  void ofManyThatReplaceAnObjectOneDoes() throws Exception {
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      calls.add(server.put(bucket, "key", "new " + i).header("If-Match", OLD));
    }
    List<Answer> answers = store.atOnce(server, calls);
    assertOneSucceeds(answers);
    int winner = answers.stream().map(Answer::status).toList().indexOf(200);
    assertThat(server.signed(server.get(bucket, "key"))).hasBody("new " + winner);
  }

  /** The others are told that the condition does not hold, or that somebody is at it. */
  private static void assertOneSucceeds(List<Answer> answers) {
    List<Integer> statuses = answers.stream().map(Answer::status).toList();
    assertThat(statuses).containsOnlyOnce(200);
    assertThat(statuses).allMatch(status -> status == 200 || status == 412 || status == 409);
  }

  // 61
  @Test
  void aDeletionMayRequireThatVeryObject() {
    assertThat(server.signed(server.delete(bucket, "key").header("If-Match", OTHER)))
        .isError(412, "PreconditionFailed")
        .hasMessage(UNMET)
        .hasFields("Condition", "If-Match");
    assertUntouched();
    for (String etag : List.of(OLD, OLD.replace("\"", ""), "*")) {
      server.ok(server.put(bucket, "key", "old"));
      assertThat(server.signed(server.delete(bucket, "key").header("If-Match", etag)))
          .hasStatus(204);
      assertThat(server.signed(server.head(bucket, "key"))).hasStatus(404);
    }
  }

  // 61
  @ParameterizedTest
  @ValueSource(strings = {"*", "\"other\"", "other"})
  void whatIsNotThereIsDeletedWhateverIsRequired(String etag) {
    assertThat(server.signed(server.delete(bucket, "missing").header("If-Match", etag)))
        .hasStatus(204);
  }

  // 61: those of directory buckets
  @ParameterizedTest
  @CsvSource({
    "if-none-match, *",
    "if-modified-since, 'Sun, 22 Nov 2026 12:00:00 GMT'",
    "if-unmodified-since, 'Sun, 22 Nov 2026 12:00:00 GMT'",
    "x-amz-if-match-size, 3",
    "x-amz-if-match-last-modified-time, 'Sun, 22 Nov 2026 12:00:00 GMT'"
  })
  void aDeletionTakesNoOtherCondition(String header, String value) {
    assertThat(server.signed(server.delete(bucket, "key").header(header, value)))
        .isError(501, "NotImplemented")
        .hasFields("Header", header);
    assertUntouched();
  }
}

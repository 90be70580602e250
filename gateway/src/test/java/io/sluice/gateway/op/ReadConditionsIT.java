package io.sluice.gateway.op;

import static io.sluice.gateway.client.AnswerAssert.assertThat;

import io.sluice.gateway.RunningServer;
import io.sluice.gateway.TestingClock;
import io.sluice.gateway.TestingServer;
import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.Call;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The conditions of GET and HEAD (row 51 of the sheet). */
class ReadConditionsIT {
  private static final String ETAG = "9a0364b9e99bb480dd25e1f0284c8555";
  private static final String MODIFIED = "Sun, 22 Nov 2026 12:00:00 GMT";
  private static final String BEFORE = "Sun, 22 Nov 2026 11:59:59 GMT";

  @RegisterExtension
  static final RunningServer server =
      new RunningServer(
          TestingServer.Setup.usual()
              .clock(new TestingClock(Instant.parse("2026-11-22T12:00:00.900Z"))));

  private static String bucket = "";

  @BeforeAll
  static void makeObject() {
    bucket = server.newBucket();
    server.ok(server.put(bucket, "key", "content"));
  }

  private static Call with(Call call, String headers) {
    Call conditional = call;
    for (String header : headers.split(" & ", -1)) {
      String[] nameAndValue = header.split(": ", 2);
      conditional = conditional.header(nameAndValue[0], nameAndValue[1]);
    }
    return conditional;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "If-Match: \"{etag}\"",
        "If-Match: {etag}",
        "If-Match: *",
        "If-Match: \"other\", \"{etag}\"",
        "If-None-Match: \"other\"",
        "If-None-Match: other",
        "If-Modified-Since: {before}",
        "If-Modified-Since: not a date",
        "If-Modified-Since: Sun, 22 Nov 2026 12:00:01 GMT",
        "If-Unmodified-Since: {modified}",
        "If-Unmodified-Since: not a date",
        "If-Match: \"{etag}\" & If-Unmodified-Since: {before}",
        "If-None-Match: \"other\" & If-Modified-Since: {modified}",
        "If-Match: \"{etag}\" & If-None-Match: \"other\""
      })
  void whatHoldsIsAnswered(String headers) {
    assertThat(get(headers)).hasStatus(200).hasBody("content");
    assertThat(head(headers)).hasStatus(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "If-None-Match: \"{etag}\"",
        "If-None-Match: {etag}",
        "If-None-Match: *",
        "If-None-Match: W/\"{etag}\"",
        "If-None-Match: \"other\", \"{etag}\"",
        "If-Modified-Since: {modified}",
        "If-Modified-Since: Sunday, 22-Nov-26 12:00:00 GMT",
        "If-Modified-Since: Sun Nov 22 12:00:00 2026",
        "If-None-Match: \"{etag}\" & If-Modified-Since: {before}",
        "If-Match: \"{etag}\" & If-None-Match: \"{etag}\"",
        "If-Unmodified-Since: {modified} & If-Modified-Since: {modified}"
      })
  void whatHasNotChangedIsNotSentAgain(String headers) {
    for (Answer answer : new Answer[] {get(headers), head(headers)}) {
      assertThat(answer)
          .hasStatus(304)
          .hasNoBody()
          .hasHeader("ETag", '"' + ETAG + '"')
          .hasHeader("Last-Modified", MODIFIED);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "If-Match: \"other\" | If-Match",
        "If-Match: other | If-Match",
        "If-Match: \"\" | If-Match",
        "If-Unmodified-Since: {before} | If-Unmodified-Since",
        "If-Match: \"other\" & If-Unmodified-Since: {modified} | If-Match",
        "If-Match: \"other\" & If-None-Match: \"{etag}\" | If-Match",
        "If-Unmodified-Since: {before} & If-None-Match: \"{etag}\" | If-Unmodified-Since"
      })
  void whatDoesNotHoldFails(String headers, String condition) {
    assertThat(get(headers))
        .isError(412, "PreconditionFailed")
        .hasMessage("At least one of the pre-conditions you specified did not hold")
        .hasFields("Condition", condition);
    assertThat(head(headers)).hasStatus(412).hasNoBody();
  }

  @Test
  void aMissingObjectIsMissingWhateverTheConditions() {
    for (String headers : new String[] {"If-Match: *", "If-None-Match: *", "If-Match: \"x\""}) {
      assertThat(server.signed(with(server.get(bucket, "missing"), headers)))
          .isError(404, "NoSuchKey");
    }
  }

  @Test
  void conditionsComeBeforeRanges() {
    Call get = server.get(bucket, "key").header("Range", "bytes=100-");
    assertThat(server.signed(get.header("If-None-Match", ETAG))).hasStatus(304);
    assertThat(server.signed(get.header("If-Match", "other"))).isError(412, "PreconditionFailed");
    assertThat(server.signed(get.header("If-Match", ETAG))).isError(416, "InvalidRange");
  }

  private static Answer get(String headers) {
    return server.signed(with(server.get(bucket, "key"), filled(headers)));
  }

  private static Answer head(String headers) {
    return server.signed(with(server.head(bucket, "key"), filled(headers)));
  }

  private static String filled(String headers) {
    return headers
        .replace("{etag}", ETAG)
        .replace("{modified}", MODIFIED)
        .replace("{before}", BEFORE);
  }
}

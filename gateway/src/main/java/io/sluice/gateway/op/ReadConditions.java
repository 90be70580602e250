package io.sluice.gateway.op;

import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.S3Request;
import io.sluice.http.Headers;
import io.sluice.http.Response;
import io.sluice.protocol.ObjectInfo;
import io.sluice.protocol.client.Etags;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** The conditions of a GET or HEAD, in the order of RFC 9110, section 13.2.2. */
record ReadConditions(
    Optional<String> ifMatch,
    Optional<Instant> ifUnmodifiedSince,
    Optional<String> ifNoneMatch,
    Optional<Instant> ifModifiedSince) {
  static ReadConditions of(S3Request request, Clock clock) {
    Instant now = clock.instant();
    return new ReadConditions(
        request.header("if-match"),
        request.header("if-unmodified-since").flatMap(HttpDates::parse),
        request.header("if-none-match"),
        request
            .header("if-modified-since")
            .flatMap(HttpDates::parse)
            .filter(date -> !date.isAfter(now)));
  }

  /**
   * What is answered in place of the object; empty where the conditions hold.
   *
   * @throws S3Exception PreconditionFailed
   */
  Optional<Response> check(ObjectInfo info) {
    String etag = Etags.of(info);
    // headers have whole seconds
    Instant modified = Instant.ofEpochSecond(Math.floorDiv(info.getModifiedMillis(), 1_000));
    if (ifMatch.isPresent()) {
      if (!Etags.matches(ifMatch.get(), etag)) {
        throw failed("If-Match");
      }
    } else if (ifUnmodifiedSince.filter(modified::isAfter).isPresent()) {
      throw failed("If-Unmodified-Since");
    }
    boolean same =
        ifNoneMatch.isPresent()
            ? Etags.matches(ifNoneMatch.get(), etag)
            : ifModifiedSince.filter(date -> !modified.isAfter(date)).isPresent();
    if (!same) {
      return Optional.empty();
    }
    Headers headers = ObjectHeadersWriter.identity(info).build();
    return Optional.of(Response.empty(S3Error.NOT_MODIFIED.status(), headers));
  }

  private static S3Exception failed(String condition) {
    return new S3Exception(S3Error.PRECONDITION_FAILED).with("Condition", condition);
  }
}

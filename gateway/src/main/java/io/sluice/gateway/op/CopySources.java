package io.sluice.gateway.op;

import com.google.protobuf.ByteString;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.S3Request;
import io.sluice.gateway.request.Target;
import io.sluice.gateway.request.UriCoding;
import io.sluice.protocol.CopySource;
import io.sluice.protocol.client.BucketName;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** Reads {@code x-amz-copy-source} and the conditions that go with it. */
final class CopySources {
  private static final String HEADER = "x-amz-copy-source";
  private static final String VERSION = "?versionId=";

  private CopySources() {}

  /** The bucket and key are URL-encoded, with or without a leading slash. */
  static CopySource read(S3Request request, Clock clock) {
    String header = request.header(HEADER).orElse("");
    int version = header.lastIndexOf(VERSION);
    String path = version < 0 ? header : header.substring(0, version);
    // a plus is a space, as at Amazon
    String decoded =
        UriCoding.decodeQuery(path)
            .flatMap(UriCoding::utf8)
            .orElseThrow(
                () -> invalid(header, "The x-amz-copy-source header must be valid URL-encoded"));
    String name = decoded.startsWith("/") ? decoded.substring(1) : decoded;
    int slash = name.indexOf('/');
    if (slash <= 0
        || slash == name.length() - 1
        || name.indexOf('\0') >= 0
        || !BucketName.valid(name.substring(0, slash))) {
      throw invalid(
          header, "Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
    }
    if (version >= 0) {
      requireOnlyVersion(name.substring(slash + 1), header.substring(version + VERSION.length()));
    }
    Instant now = clock.instant();
    Target source = Target.of(name.substring(0, slash), name.substring(slash + 1));
    return CopySource.newBuilder()
        .setBucket(source.bucket())
        .setKey(ByteString.copyFromUtf8(source.key()))
        .setIfMatch(
            request.header("x-amz-copy-source-if-match").map(WriteConditions::required).orElse(""))
        .setIfNoneMatch(request.header("x-amz-copy-source-if-none-match").orElse(""))
        .setIfModifiedSinceMillis(
            millis(
                date(request, "x-amz-copy-source-if-modified-since")
                    .filter(date -> !date.isAfter(now))))
        .setIfUnmodifiedSinceMillis(millis(date(request, "x-amz-copy-source-if-unmodified-since")))
        .build();
  }

  private static void requireOnlyVersion(String key, String version) {
    if (!version.equals(Versions.ONLY)) {
      Versions.requireForm(version);
      throw Versions.missing(key, version);
    }
  }

  private static Optional<Instant> date(S3Request request, String header) {
    return request.header(header).flatMap(HttpDates::parse);
  }

  /** 0 for none, so that a date which is 0 is one a little earlier. */
  private static long millis(Optional<Instant> date) {
    return date.map(instant -> instant.getEpochSecond() == 0 ? -1 : instant.toEpochMilli())
        .orElse(0L);
  }

  private static S3Exception invalid(String value, String message) {
    return S3Exception.invalidArgument(HEADER, value, message);
  }
}

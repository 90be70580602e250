package io.sluice.gateway.op;

import io.sluice.gateway.body.Checksums;
import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.S3Request;
import io.sluice.http.Headers;
import io.sluice.protocol.Checksum;
import io.sluice.protocol.ObjectHeaders;
import io.sluice.protocol.ObjectHeaders.UserMetadata;
import io.sluice.protocol.ObjectInfo;
import io.sluice.protocol.client.Etags;
import java.util.Base64;
import java.util.Map;

/** Writes what is known of an object into the headers of an answer. */
final class ObjectHeadersWriter {
  private static final String DEFAULT_TYPE = "binary/octet-stream";

  /** What a GET may have answered in place of what is stored. */
  private static final Map<String, String> OVERRIDES =
      Map.of(
          "response-content-type", "Content-Type",
          "response-content-language", "Content-Language",
          "response-expires", "Expires",
          "response-cache-control", "Cache-Control",
          "response-content-disposition", "Content-Disposition",
          "response-content-encoding", "Content-Encoding");

  private ObjectHeadersWriter() {}

  /** What tells objects apart; also in an answer that nothing has changed. */
  static Headers.Builder identity(ObjectInfo info) {
    return Headers.builder()
        .add("ETag", Etags.quoted(info))
        .add("Last-Modified", Replies.httpDate(info.getModifiedMillis()));
  }

  /** All headers but those that are about the range and the length. */
  static Headers.Builder all(ObjectInfo info, S3Request request) {
    Headers.Builder headers = identity(info).add("Accept-Ranges", "bytes");
    ObjectHeaders stored = info.getHeaders();
    String type = stored.getContentType().isEmpty() ? DEFAULT_TYPE : stored.getContentType();
    add(headers, request, "response-content-type", type);
    add(headers, request, "response-content-encoding", stored.getContentEncoding());
    add(headers, request, "response-content-disposition", stored.getContentDisposition());
    add(headers, request, "response-content-language", stored.getContentLanguage());
    add(headers, request, "response-cache-control", stored.getCacheControl());
    add(headers, request, "response-expires", stored.getExpires());
    if (!stored.getStorageClass().isEmpty()) {
      headers.add("x-amz-storage-class", stored.getStorageClass());
    }
    if (!stored.getWebsiteRedirect().isEmpty()) {
      headers.add(
          "x-amz-website-redirect-location", UserText.toHeader(stored.getWebsiteRedirect()));
    }
    if (stored.getTagsCount() > 0) {
      headers.add("x-amz-tagging-count", Integer.toString(stored.getTagsCount()));
    }
    for (UserMetadata metadata : stored.getUserMetadataList()) {
      headers.add("x-amz-meta-" + metadata.getName(), UserText.toHeader(metadata.getValue()));
    }
    return headers;
  }

  private static void add(
      Headers.Builder headers, S3Request request, String override, String stored) {
    String value = request.query().get(override).orElse(stored);
    if (!value.isEmpty()) {
      headers.add(OVERRIDES.getOrDefault(override, override), UserText.toHeader(value));
    }
  }

  /**
   * An unsigned request cannot have answered what it likes: it would be anybody's link to anything.
   */
  static void requireSignedOverrides(S3Request request) {
    if (request.signature().anonymous()
        && OVERRIDES.keySet().stream().anyMatch(name -> request.query().has(name))) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "Request specific response headers cannot be used for anonymous GET requests.");
    }
  }

  static void addChecksum(Headers.Builder headers, ObjectInfo info) {
    Checksum checksum = info.getChecksum();
    if (checksum.getAlgorithm() != Checksum.Algorithm.NONE) {
      headers
          .add(Checksums.header(checksum.getAlgorithm()), checksumText(info))
          .add("x-amz-checksum-type", checksum.getType().name());
    }
  }

  /** In Base64; of parts with their number. */
  static String checksumText(ObjectInfo info) {
    Checksum checksum = info.getChecksum();
    String base64 = base64(checksum);
    return checksum.getType() == Checksum.Type.COMPOSITE
        ? base64 + "-" + info.getPartCount()
        : base64;
  }

  static String base64(Checksum checksum) {
    return Base64.getEncoder().encodeToString(checksum.getValue().toByteArray());
  }
}

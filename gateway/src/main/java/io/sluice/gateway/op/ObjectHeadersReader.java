package io.sluice.gateway.op;

import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.S3Request;
import io.sluice.http.Headers;
import io.sluice.protocol.ObjectHeaders;
import io.sluice.protocol.ObjectHeaders.UserMetadata;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads what a client tells about an object that it stores, and refuses what cannot be kept. */
final class ObjectHeadersReader {
  private static final String USER = "x-amz-meta-";
  private static final int MOST_USER_METADATA = 2 << 10;
  private static final String AWS_CHUNKED = "aws-chunked";
  private static final Set<String> STORAGE_CLASSES =
      Set.of(
          "STANDARD",
          "REDUCED_REDUNDANCY",
          "STANDARD_IA",
          "ONEZONE_IA",
          "INTELLIGENT_TIERING",
          "GLACIER_IR");

  /** Headers whose effect would be missed by whoever relies on it. */
  private static final List<String> NOT_IMPLEMENTED =
      List.of(
          "x-amz-server-side-encryption",
          "x-amz-server-side-encryption-customer-algorithm",
          "x-amz-object-lock-mode",
          "x-amz-object-lock-retain-until-date",
          "x-amz-object-lock-legal-hold",
          "x-amz-write-offset-bytes");

  private ObjectHeadersReader() {}

  static ObjectHeaders read(S3Request request) {
    AccessControlLists.requireNone(request);
    for (String header : NOT_IMPLEMENTED) {
      if (request.headers().contains(header)) {
        throw S3Exception.notImplemented(header);
      }
    }
    ObjectHeaders.Builder headers = ObjectHeaders.newBuilder();
    request.header("content-type").map(UserText::fromHeader).ifPresent(headers::setContentType);
    request
        .header("content-encoding")
        .map(ObjectHeadersReader::encoding)
        .ifPresent(headers::setContentEncoding);
    request
        .header("content-disposition")
        .map(UserText::fromHeader)
        .ifPresent(headers::setContentDisposition);
    request
        .header("content-language")
        .map(UserText::fromHeader)
        .ifPresent(headers::setContentLanguage);
    request.header("cache-control").map(UserText::fromHeader).ifPresent(headers::setCacheControl);
    request.header("expires").map(UserText::fromHeader).ifPresent(headers::setExpires);
    request
        .header("x-amz-website-redirect-location")
        .map(UserText::fromHeader)
        .ifPresent(headers::setWebsiteRedirect);
    request
        .header("x-amz-storage-class")
        .map(ObjectHeadersReader::storageClass)
        .ifPresent(headers::setStorageClass);
    return headers
        .addAllUserMetadata(userMetadata(request.headers()))
        .addAllTags(Tags.ofHeader(request))
        .build();
  }

  /** Whether the request has any of those headers; a copy onto itself must change something. */
  static boolean changesAnything(S3Request request) {
    return request.headers().contains("x-amz-storage-class")
        || request.headers().contains("x-amz-website-redirect-location")
        || request.headers().contains("x-amz-checksum-algorithm");
  }

  /** Without the coding that was only for the way. */
  private static String encoding(String header) {
    return Arrays.stream(header.split(",", -1))
        .map(String::strip)
        .filter(coding -> !coding.isEmpty() && !coding.equalsIgnoreCase(AWS_CHUNKED))
        .collect(Collectors.joining(","));
  }

  private static String storageClass(String name) {
    if (!STORAGE_CLASSES.contains(name)) {
      throw new S3Exception(S3Error.INVALID_STORAGE_CLASS).with("StorageClassRequested", name);
    }
    return name.equals("STANDARD") ? "" : name;
  }

  private static List<UserMetadata> userMetadata(Headers headers) {
    Map<String, String> all = new TreeMap<>();
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i).toLowerCase(Locale.ROOT);
      if (name.startsWith(USER)) {
        all.merge(
            name.substring(USER.length()),
            UserText.fromHeader(headers.value(i)),
            (one, other) -> one + "," + other);
      }
    }
    int size = 0;
    for (Map.Entry<String, String> entry : all.entrySet()) {
      size += length(entry.getKey()) + length(entry.getValue());
    }
    if (size > MOST_USER_METADATA) {
      throw new S3Exception(S3Error.METADATA_TOO_LARGE)
          .with("Size", Integer.toString(size))
          .with("MaxSizeAllowed", Integer.toString(MOST_USER_METADATA));
    }
    return all.entrySet().stream()
        .map(
            entry ->
                UserMetadata.newBuilder()
                    .setName(entry.getKey())
                    .setValue(entry.getValue())
                    .build())
        .toList();
  }

  private static int length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}

package io.sluice.gateway.auth;

import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import java.util.regex.Pattern;

/** The credential scope of a SigV4 signature, and how a fault in it is reported. */
record Credential(
    String accessKeyId,
    String date,
    String region,
    String service,
    String terminator,
    boolean inQuery) {
  private static final Pattern DATE = Pattern.compile("[0-9]{8}");
  private static final int PARTS = 5;

  static Credential ofHeader(String text) {
    return parse(text, false);
  }

  static Credential ofQuery(String text) {
    return parse(text, true);
  }

  private static Credential parse(String text, boolean inQuery) {
    String[] parts = text.split("/", -1);
    int last = parts.length - 1;
    if (parts.length < PARTS) {
      throw malformed(
          inQuery,
          "the Credential is mal-formed; expecting"
              + " \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
    }
    // an access key id may hold slashes
    String accessKeyId = text.substring(0, prefixLength(parts));
    return new Credential(
        accessKeyId, parts[last - 3], parts[last - 2], parts[last - 1], parts[last], inQuery);
  }

  private static int prefixLength(String[] parts) {
    int length = parts.length - PARTS;
    for (int i = 0; i <= parts.length - PARTS; i++) {
      length += parts[i].length();
    }
    return length;
  }

  /** Checks everything but the date's agreement with the request's. */
  void check(String expectedRegion) {
    checkDate();
    if (!region.equals(expectedRegion)) {
      throw malformed(
              "the region \"%s\" is wrong; expecting \"%s\"".formatted(region, expectedRegion))
          .with("Region", expectedRegion)
          .withHeader("x-amz-bucket-region", expectedRegion);
    }
    checkService("s3");
  }

  /** The same for the security token service, which has one address for all regions. */
  void checkSts() {
    checkDate();
    checkService("sts");
  }

  private void checkDate() {
    if (!DATE.matcher(date).matches()) {
      throw malformed(
          ("incorrect date format \"%s\". This date in the credential must be in the format"
                  + " \"yyyyMMdd\".")
              .formatted(date));
    }
  }

  private void checkService(String expected) {
    if (!service.equals(expected)) {
      throw malformed(
          "incorrect service \"%s\". This endpoint belongs to \"%s\"."
              .formatted(service, expected));
    }
    if (!terminator.equals("aws4_request")) {
      throw malformed(
          "incorrect terminal \"%s\". This endpoint uses \"aws4_request\".".formatted(terminator));
    }
  }

  S3Exception malformed(String message) {
    return malformed(inQuery, message);
  }

  private static S3Exception malformed(boolean inQuery, String message) {
    return inQuery
        ? new S3Exception(
            S3Error.AUTHORIZATION_QUERY_PARAMETERS_ERROR,
            "Error parsing the X-Amz-Credential parameter; " + message)
        : new S3Exception(
            S3Error.AUTHORIZATION_HEADER_MALFORMED,
            "The authorization header is malformed; " + message);
  }

  String scope() {
    return String.join("/", date, region, service, terminator);
  }
}

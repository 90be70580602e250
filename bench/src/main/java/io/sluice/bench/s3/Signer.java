package io.sluice.bench.s3;

import io.sluice.bench.s3.Endpoint.Credentials;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests as of one moment, by SigV4 in the Authorization header. It is written apart from
 * the server's code, so that the one checks the other. Used by one thread.
 *
 * <p>Follows <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html">
 * authenticating requests: using the Authorization header</a>.
 */
final class Signer {
  private static final String HMAC = "HmacSHA256";
  private static final String REGION = "us-east-1";
  private static final String SIGNED = "host;x-amz-content-sha256;x-amz-date";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final String authority;
  private final String timestamp;
  private final String scope;
  private final String credential;
  private final Mac mac;
  private final MessageDigest sha256;

  Signer(String authority, Credentials credentials, Instant now) {
    this.authority = authority;
    this.timestamp = TIME.format(now);
    String date = timestamp.substring(0, timestamp.indexOf('T'));
    this.scope = date + "/" + REGION + "/s3/aws4_request";
    this.credential = credentials.accessKeyId() + "/" + scope;
    try {
      byte[] key = ("AWS4" + credentials.secret()).getBytes(StandardCharsets.UTF_8);
      for (String part : scope.split("/", -1)) {
        key = mac(key).doFinal(part.getBytes(StandardCharsets.UTF_8));
      }
      this.mac = mac(key);
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static Mac mac(byte[] key) throws GeneralSecurityException {
    Mac mac = Mac.getInstance(HMAC);
    mac.init(new SecretKeySpec(key, HMAC));
    return mac;
  }

  /**
   * The headers that a signature needs, each with the end of its line.
   *
   * @param path encoded
   * @param query encoded, and in the order of the parameters' names
   */
  String headers(String method, String path, String query, String contentSha256) {
    String canonical =
        method
            + "\n"
            + path
            + "\n"
            + query
            + "\nhost:"
            + authority
            + "\nx-amz-content-sha256:"
            + contentSha256
            + "\nx-amz-date:"
            + timestamp
            + "\n\n"
            + SIGNED
            + "\n"
            + contentSha256;
    String stringToSign =
        "AWS4-HMAC-SHA256\n"
            + timestamp
            + "\n"
            + scope
            + "\n"
            + hex(sha256.digest(canonical.getBytes(StandardCharsets.UTF_8)));
    return "x-amz-content-sha256: "
        + contentSha256
        + "\r\nx-amz-date: "
        + timestamp
        + "\r\nAuthorization: AWS4-HMAC-SHA256 Credential="
        + credential
        + ", SignedHeaders="
        + SIGNED
        + ", Signature="
        + hex(mac.doFinal(stringToSign.getBytes(StandardCharsets.UTF_8)))
        + "\r\n";
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}

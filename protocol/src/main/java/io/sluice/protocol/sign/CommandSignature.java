package io.sluice.protocol.sign;

import io.sluice.protocol.Request;
import io.sluice.protocol.RequestToken;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * How a command signs what it asks of a manager: SigV4's key derivation, over the digest of the
 * request's own message. So the token of one command is good for nothing but that command.
 */
public final class CommandSignature {
  private static final String ALGORITHM = "SLUICE-HMAC-SHA256";
  private static final String REGION = "local";
  private static final String SERVICE = "sluice";

  private CommandSignature() {}

  /** The request, signed in place of any token that it had. */
  public static Request sign(Request request, String accessKeyId, String secret, Instant now) {
    String timestamp = Timestamp.format(now);
    String date = timestamp.substring(0, 8);
    String stringToSign = stringToSign(request, timestamp);
    SigningKey key = SigningKey.derive(secret, date, REGION, SERVICE);
    return request.toBuilder()
        .setToken(
            RequestToken.newBuilder()
                .setScheme(RequestToken.Scheme.COMMAND)
                .setAccessKeyId(accessKeyId)
                .setDate(date)
                .setRegion(REGION)
                .setService(SERVICE)
                .setStringToSign(stringToSign)
                .setSignature(key.sign(stringToSign)))
        .build();
  }

  /**
   * What is signed: the algorithm, the time, the scope and the digest of the request without its
   * token.
   */
  public static String stringToSign(Request request, String timestamp) {
    byte[] message = request.toBuilder().clearToken().clearContext().build().toByteArray();
    String date = timestamp.length() < 8 ? timestamp : timestamp.substring(0, 8);
    return String.join(
        "\n",
        ALGORITHM,
        timestamp,
        String.join("/", date, REGION, SERVICE, "aws4_request"),
        HexFormat.of().formatHex(sha256(message)));
  }

  private static byte[] sha256(byte[] message) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(message);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

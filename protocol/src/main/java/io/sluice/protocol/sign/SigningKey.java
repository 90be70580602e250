package io.sluice.protocol.sign;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A SigV4 key, derived from a secret for one date, region and service.
 *
 * <p>Follows <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html">the
 * signature calculation of Amazon S3</a>.
 */
public final class SigningKey {
  private static final String ALGORITHM = "HmacSHA256";

  /** Stays as it was initialised; every signature is computed by a copy. */
  private final Mac initialised;

  private final byte[] key;

  private SigningKey(byte[] key) {
    this.key = key;
    this.initialised = mac(key);
  }

  /** Derives the key for a scope; the date is {@code yyyyMMdd}. */
  public static SigningKey derive(String secret, String date, String region, String service) {
    byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
    for (String part : new String[] {date, region, service, "aws4_request"}) {
      key = mac(key).doFinal(part.getBytes(StandardCharsets.UTF_8));
    }
    return new SigningKey(key);
  }

  /** A key that was derived elsewhere. */
  public static SigningKey of(byte[] key) {
    return new SigningKey(key.clone());
  }

  public byte[] toByteArray() {
    return key.clone();
  }

  /** The signature of a text, in lower-case hex. */
  public String sign(String stringToSign) {
    return HexFormat.of().formatHex(copy().doFinal(stringToSign.getBytes(StandardCharsets.UTF_8)));
  }

  /** Whether a signature is that of the text; takes the same time wherever they differ. */
  public boolean verifies(String stringToSign, String signature) {
    return MessageDigest.isEqual(
        sign(stringToSign).getBytes(StandardCharsets.UTF_8),
        signature.getBytes(StandardCharsets.UTF_8));
  }

  private Mac copy() {
    try {
      return (Mac) initialised.clone();
    } catch (CloneNotSupportedException e) {
      return mac(key);
    }
  }

  private static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return "SigningKey(masked)";
  }
}

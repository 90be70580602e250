package io.sluice.manager.secret;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * An access key id and its secret: an S3 access key, and at once OAuth2 client credentials.
 *
 * @param id 3 to 128 of letters, digits, {@code _} and {@code -}
 * @param secret 8 to 128 printable ASCII characters
 */
public record AccessKey(String id, String secret) {
  private static final int SHORTEST_ID = 3;
  private static final int LONGEST_ID = 128;
  private static final Pattern SECRET = Pattern.compile("[!-~]{8,128}");

  private static final String PREFIX = "SLK";
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int ID_LENGTH = 20;
  private static final int SECRET_BYTES = 30;

  public AccessKey {
    if (!isId(id)) {
      throw new IllegalArgumentException(
          "an access key id is 3 to 128 letters, digits, '_' and '-', not '%s'".formatted(id));
    }
    if (!SECRET.matcher(secret).matches()) {
      throw new IllegalArgumentException(
          "a secret access key is 8 to 128 printable ASCII characters");
    }
  }

  /** Whether this can be the id of an access key. */
  public static boolean isId(String text) {
    if (text.length() < SHORTEST_ID || text.length() > LONGEST_ID) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (!isOfId(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOfId(char c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-';
  }

  public static AccessKey generate(SecureRandom random) {
    StringBuilder id = new StringBuilder(PREFIX);
    while (id.length() < ID_LENGTH) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return new AccessKey(id.toString(), generateSecret(random));
  }

  /** 240 random bits. */
  public static String generateSecret(SecureRandom random) {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public String toString() {
    return "AccessKey(" + id + ", masked)";
  }
}

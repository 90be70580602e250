package io.sluice.credentials.aws;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The error codes with which AWS services refuse credentials, as opposed to what is done with them.
 */
final class RefusedCodes {
  private static final Set<String> CODES =
      Set.of(
          "ExpiredToken",
          "ExpiredTokenException",
          "InvalidAccessKeyId",
          "InvalidClientTokenId",
          "InvalidToken",
          "TokenRefreshRequired",
          "UnrecognizedClientException");

  /** XML of S3 and the query protocol; JSON with {@code __type} or {@code code}. */
  private static final Pattern CODE =
      Pattern.compile(
          "<Code>([A-Za-z]+)</Code>|\"(?:__type|code)\"\\s*:\\s*\"(?:[\\w.]+#)?([A-Za-z]+)\"");

  private RefusedCodes() {}

  static boolean contains(String code) {
    return CODES.contains(code);
  }

  /** The code in the body of an error response; null where there is none. */
  static @Nullable String find(String body) {
    Matcher matcher = CODE.matcher(body);
    if (!matcher.find()) {
      return null;
    }
    return matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
  }
}

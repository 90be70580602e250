package io.sluice.gateway.op;

import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.UriCoding;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Where a list goes on: a version character, and the name behind which it does, in Base64. */
final class ContinuationToken {
  private static final char VERSION = '1';

  private ContinuationToken() {}

  static String encode(String name) {
    return VERSION
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(name.getBytes(StandardCharsets.UTF_8));
  }

  static String decode(String token) {
    return tryDecode(token)
        .filter(name -> !name.isEmpty())
        .orElseThrow(
            () ->
                S3Exception.invalidArgument(
                    "continuation-token", token, "The continuation token provided is incorrect"));
  }

  private static Optional<String> tryDecode(String token) {
    if (token.isEmpty() || token.charAt(0) != VERSION) {
      return Optional.empty();
    }
    try {
      return UriCoding.utf8(Base64.getUrlDecoder().decode(token.substring(1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}

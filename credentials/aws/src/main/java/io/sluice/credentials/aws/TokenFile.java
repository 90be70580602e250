package io.sluice.credentials.aws;

import io.sluice.credentials.CredentialError;
import io.sluice.credentials.CredentialException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file with a token that somebody else replaces from time to time, so it is read every time. */
record TokenFile(Path path) {
  private static final int MAX_BYTES = 64 << 10;

  String read() {
    String token;
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw new CredentialException(
            CredentialError.MISCONFIGURED, "token file %s is too large for one".formatted(path));
      }
      token = Files.readString(path).strip();
    } catch (IOException failure) {
      throw new CredentialException(
          CredentialError.MISCONFIGURED,
          "token file %s cannot be read: %s".formatted(path, failure.getClass().getSimpleName()),
          failure);
    }
    if (token.isEmpty() || token.chars().anyMatch(Character::isWhitespace)) {
      throw new CredentialException(
          CredentialError.MISCONFIGURED,
          "token file %s holds %s"
              .formatted(path, token.isEmpty() ? "nothing" : "no single token"));
    }
    return token;
  }
}

package io.sluice.catalog.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * Where a secret stands: in a variable of the environment or in a file, of which one that
 * Kubernetes mounts is one. The secret itself is read when it is needed, so one that was replaced
 * is used from then on.
 */
public sealed interface SecretReference {
  record InEnvironment(String name) implements SecretReference {}

  record InFile(Path path) implements SecretReference {}

  /** So much is read of a file at most. */
  int MOST_BYTES = 8 << 10;

  /**
   * Reads a reference.
   *
   * @throws BadRequestException if it is none; it is not repeated, for it may be the secret itself
   */
  static SecretReference parse(String text) {
    if (text.startsWith("env:") && text.length() > "env:".length()) {
      return new InEnvironment(text.substring("env:".length()));
    }
    if (text.startsWith("file:/")) {
      return new InFile(Path.of(text.substring("file:".length())));
    }
    throw new BadRequestException("a secret is given as env:NAME or file:/PATH, never itself");
  }

  default String text() {
    return switch (this) {
      case InEnvironment(String name) -> "env:" + name;
      case InFile(Path path) -> "file:" + path;
    };
  }

  /**
   * The secret as it is now.
   *
   * @throws ServiceUnavailableException if there is none
   */
  default String read(Environment environment) {
    @Nullable String secret =
        switch (this) {
          case InEnvironment(String name) -> environment.variable(name);
          case InFile(Path path) -> read(path);
        };
    if (secret == null || secret.isBlank()) {
      throw new ServiceUnavailableException("there is no secret at %s", text());
    }
    return secret.strip();
  }

  private static String read(Path path) {
    try (var in = Files.newInputStream(path)) {
      return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ServiceUnavailableException("there is no secret at file:%s", path);
    }
  }
}

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

  /** What the variables are called by which Sluice itself is configured. */
  String OWN_VARIABLES = "SLUICE_";

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

  /**
   * Reads a reference that somebody wants to be used.
   *
   * @throws BadRequestException if it is none, or names a variable of Sluice's own
   */
  static SecretReference wanted(String text) {
    SecretReference reference = parse(text);
    if (reference.isOwn()) {
      throw new BadRequestException("a variable named %s... is Sluice's own", OWN_VARIABLES);
    }
    return reference;
  }

  private boolean isOwn() {
    return this instanceof InEnvironment(String name)
        && name.regionMatches(true, 0, OWN_VARIABLES, 0, OWN_VARIABLES.length());
  }

  default String text() {
    return switch (this) {
      case InEnvironment(String name) -> "env:" + name;
      case InFile(Path path) -> "file:" + path;
    };
  }

  /**
   * The secret as it is now. What is Sluice's own is none: who may add a profile could have it sent
   * to an address of their choice.
   *
   * @throws ServiceUnavailableException if there is none
   */
  default String read(Environment environment) {
    @Nullable String secret =
        switch (this) {
          case InEnvironment(String name) -> isOwn() ? null : environment.variable(name);
          case InFile(Path path) -> environment.withholds(path) ? null : read(path);
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

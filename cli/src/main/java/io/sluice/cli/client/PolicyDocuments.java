package io.sluice.cli.client;

import io.sluice.cli.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The policies that a command can be given: some by name, all others by their file. */
final class PolicyDocuments {
  private static final String READ_ONLY =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow",\
      "Action":["s3:Get*","s3:List*"],"Resource":"*"}]}""";
  private static final String READ_WRITE =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow",\
      "Action":"s3:*","Resource":"*"}]}""";

  private PolicyDocuments() {}

  /** The document that is meant; empty for none. */
  static String read(String nameOrFile) {
    return switch (nameOrFile) {
      case "none" -> "";
      case "readonly" -> READ_ONLY;
      case "readwrite" -> READ_WRITE;
      default -> readFile(Path.of(nameOrFile));
    };
  }

  private static String readFile(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new CommandException(
          CommandException.USAGE,
          "%s is neither readonly, readwrite, none nor a file that can be read".formatted(file),
          e);
    }
  }
}

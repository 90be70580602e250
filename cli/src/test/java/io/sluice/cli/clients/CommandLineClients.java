package io.sluice.cli.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.Commands;
import io.sluice.cli.SluiceProcess;
import io.sluice.cli.SluiceProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What the tests of the clients from Debian have in common: a server, files, and how to run a
 * client.
 */
final class CommandLineClients {
  /** Names that clients and servers get wrong. */
  static final String[] ODD_NAMES = {
    "plain",
    "with space",
    "with  two spaces",
    "plus+sign",
    "percent%20sign",
    "ampersand&and=equals",
    "question?mark",
    "hash#tag",
    "colon:semi;comma,",
    "quote'double\"quote",
    "brackets[]{}()<>",
    "tilde~at@dollar$star*",
    "umlaut-äöü-ß",
    "kanji-漢字",
    "emoji-😀",
    "dir/nested/file",
    "dir.with.dots/..file",
    "back\\slash"
  };

  private final SluiceProcess server;
  private final Path home;

  CommandLineClients(SluiceProcess server, Path home) {
    this.server = server;
    this.home = home;
  }

  /** Runs a client that must succeed, without anybody's own configuration. */
  String run(Map<String, String> environment, String... command) {
    Outcome outcome = tryRun(environment, command);
    assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    return outcome.out();
  }

  Outcome tryRun(Map<String, String> environment, String... command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> inherited = builder.environment();
    inherited.keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("RCLONE_"));
    inherited.put("HOME", home.toString());
    inherited.put("LC_ALL", "C.UTF-8");
    inherited.put("AWS_ACCESS_KEY_ID", SluiceProcess.ROOT.id());
    inherited.put("AWS_SECRET_ACCESS_KEY", SluiceProcess.ROOT.secret());
    inherited.put("AWS_DEFAULT_REGION", SluiceProcess.REGION.id());
    inherited.putAll(environment);
    return Commands.run(builder);
  }

  String endpoint() {
    return server.endpoint().toString();
  }

  static Path file(Path path, int size) throws IOException {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    Files.createDirectories(path.toAbsolutePath().getParent());
    return Files.write(path, bytes);
  }

  /** A folder with files of many sizes and odd names. */
  static Path tree(Path folder) throws IOException {
    int size = 0;
    for (String name : ODD_NAMES) {
      file(folder.resolve(name), size);
      size = size * 2 + 7;
    }
    return folder;
  }

  static void assertSameFiles(Path one, Path other) throws IOException {
    assertThat(files(other)).containsExactlyElementsOf(files(one));
    for (String file : files(one)) {
      assertThat(Files.mismatch(one.resolve(file), other.resolve(file))).as(file).isEqualTo(-1);
    }
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}

package io.sluice.cli.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.SluiceProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("clients")
class ResticIT {
  @TempDir private Path folder;

  @Test
  void aBackupIsTakenCheckedRestoredAndForgotten() throws IOException {
    try (SluiceProcess server = SluiceProcess.server(folder.resolve("data"))) {
      CommandLineClients clients = new CommandLineClients(server, folder);
      Path tree = CommandLineClients.tree(folder.resolve("tree"));
      CommandLineClients.file(tree.resolve("large"), 100 << 20);
      Path restored = folder.resolve("restored");

      restic(clients, "init");
      restic(clients, "backup", tree.toString());
      assertThat(restic(clients, "check", "--read-data")).contains("no errors were found");
      restic(clients, "restore", "latest", "--target", restored.toString());
      CommandLineClients.assertSameFiles(
          tree, restored.resolve(tree.toAbsolutePath().toString().substring(1)));

      CommandLineClients.file(tree.resolve("plain"), 99);
      restic(clients, "backup", tree.toString());
      restic(clients, "forget", "--keep-last", "1", "--prune");
      assertThat(restic(clients, "check", "--read-data")).contains("no errors were found");
    }
  }

  private static String restic(CommandLineClients clients, String... arguments) {
    Map<String, String> repository =
        Map.of(
            "RESTIC_REPOSITORY",
            "s3:" + clients.endpoint() + "/restic",
            "RESTIC_PASSWORD",
            "of the test");
    return clients.run(
        repository,
        Stream.concat(Stream.of("restic"), Stream.of(arguments)).toArray(String[]::new));
  }
}

package io.sluice.cli.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.SluiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("clients")
class RcloneIT {
  @TempDir private static Path folder;
  private static SluiceProcess server;
  private static CommandLineClients clients;

  @BeforeAll
  static void start() {
    server = SluiceProcess.server(folder.resolve("data"));
    clients = new CommandLineClients(server, folder);
    rclone("mkdir", "sluice:rclone");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void filesOfAllSizesGoBothWays() throws IOException {
    for (int size : new int[] {0, 1000, 5 << 20, 100 << 20}) {
      Path file = CommandLineClients.file(folder.resolve("sizes/" + size), size);
      Path back = folder.resolve("back-" + size);
      rclone("copyto", file.toString(), "sluice:rclone/sizes/" + size);
      rclone("copyto", "sluice:rclone/sizes/" + size, back.toString());
      assertThat(Files.mismatch(file, back)).isEqualTo(-1);
      Files.delete(file);
      Files.delete(back);
    }
  }

  @Test
  void aFolderIsSynchronisedBothWays() throws IOException {
    Path tree = CommandLineClients.tree(folder.resolve("tree"));
    Path back = folder.resolve("tree-back");
    rclone("sync", tree.toString(), "sluice:rclone/tree");
    rclone("check", tree.toString(), "sluice:rclone/tree");
    rclone("sync", "sluice:rclone/tree", back.toString());
    CommandLineClients.assertSameFiles(tree, back);

    Files.delete(tree.resolve("plain"));
    rclone("sync", tree.toString(), "sluice:rclone/tree");
    assertThat(rclone("lsf", "sluice:rclone/tree").lines()).doesNotContain("plain");
  }

  @Test
  void objectsAreCopiedMovedAndPurged() throws IOException {
    Path file = CommandLineClients.file(folder.resolve("copied"), 7 << 20);
    rclone("copyto", file.toString(), "sluice:rclone/copy/from");
    rclone("copyto", "sluice:rclone/copy/from", "sluice:rclone/copy/to");
    rclone("moveto", "sluice:rclone/copy/to", "sluice:rclone/copy/moved");
    assertThat(rclone("lsf", "sluice:rclone/copy").lines())
        .containsExactlyInAnyOrder("from", "moved");
    rclone("purge", "sluice:rclone/copy");
    assertThat(rclone("lsf", "sluice:rclone").lines()).doesNotContain("copy/");
  }

  private static String rclone(String... arguments) {
    Map<String, String> remote = new HashMap<>();
    remote.put("RCLONE_CONFIG_SLUICE_TYPE", "s3");
    remote.put("RCLONE_CONFIG_SLUICE_PROVIDER", "Other");
    remote.put("RCLONE_CONFIG_SLUICE_ENV_AUTH", "true");
    remote.put("RCLONE_CONFIG_SLUICE_REGION", SluiceProcess.REGION.id());
    remote.put("RCLONE_CONFIG_SLUICE_ENDPOINT", clients.endpoint());
    return clients.run(
        remote, Stream.concat(Stream.of("rclone"), Stream.of(arguments)).toArray(String[]::new));
  }
}

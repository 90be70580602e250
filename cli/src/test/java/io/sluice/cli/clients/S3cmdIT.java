package io.sluice.cli.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.SluiceProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("clients")
class S3cmdIT {
  @TempDir private static Path folder;
  private static SluiceProcess server;
  private static CommandLineClients clients;
  private static Path configuration;

  @BeforeAll
  static void start() throws IOException {
    server = SluiceProcess.server(folder.resolve("data"));
    clients = new CommandLineClients(server, folder);
    String host = server.endpoint().getAuthority();
    configuration =
        Files.writeString(
            folder.resolve("s3cfg"),
            """
            [default]
            access_key = %s
            secret_key = %s
            host_base = %s
            host_bucket = %s
            use_https = False
            """
                .formatted(SluiceProcess.ROOT.id(), SluiceProcess.ROOT.secret(), host, host));
    s3cmd("mb", "s3://s3cmd");
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
      s3cmd("put", file.toString(), "s3://s3cmd/sizes/" + size);
      s3cmd("get", "s3://s3cmd/sizes/" + size, back.toString());
      assertThat(Files.mismatch(file, back)).isEqualTo(-1);
      Files.delete(file);
      Files.delete(back);
    }
  }

  @Test
  void aFolderIsSynchronisedBothWays() throws IOException {
    Path tree = CommandLineClients.tree(folder.resolve("tree"));
    Path back = Files.createDirectories(folder.resolve("tree-back"));
    s3cmd("sync", tree + "/", "s3://s3cmd/tree/");
    s3cmd("sync", "s3://s3cmd/tree/", back + "/");
    CommandLineClients.assertSameFiles(tree, back);
  }

  @Test
  void theOldSignatureWorksInHeadersAndInUrls() throws IOException, InterruptedException {
    Path file = CommandLineClients.file(folder.resolve("v2"), 4321);
    Path back = folder.resolve("v2-back");
    s3cmd("--signature-v2", "put", file.toString(), "s3://s3cmd/signed by v2");
    s3cmd("--signature-v2", "get", "s3://s3cmd/signed by v2", back.toString());
    assertThat(Files.mismatch(file, back)).isEqualTo(-1);
    String url = s3cmd("--signature-v2", "signurl", "s3://s3cmd/signed by v2", "+600").strip();
    assertThat(url).contains("Signature=");
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(url)).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(Files.readAllBytes(file));
    }
  }

  @Test
  void objectsAreCopiedMovedListedAndDeleted() throws IOException {
    Path file = CommandLineClients.file(folder.resolve("copied"), 300_000);
    s3cmd("put", file.toString(), "s3://s3cmd/copy/from");
    s3cmd("cp", "s3://s3cmd/copy/from", "s3://s3cmd/copy/to");
    s3cmd("mv", "s3://s3cmd/copy/to", "s3://s3cmd/copy/moved");
    assertThat(s3cmd("ls", "s3://s3cmd/copy/"))
        .contains("copy/from")
        .contains("copy/moved")
        .doesNotContain("copy/to");
    s3cmd("del", "--recursive", "--force", "s3://s3cmd/copy/");
    assertThat(s3cmd("ls", "s3://s3cmd/copy/")).isEmpty();
  }

  private static String s3cmd(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("s3cmd", "-c", configuration.toString(), "--no-progress"));
    command.addAll(Arrays.asList(arguments));
    return clients.run(Map.of(), command.toArray(String[]::new));
  }
}

package io.sluice.cli.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.SluiceProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;

@Tag("clients")
class AwsCliIT {
  private static final int MANY = 10_000;

  @TempDir private static Path folder;
  private static SluiceProcess server;
  private static CommandLineClients clients;

  @BeforeAll
  static void start() {
    server = SluiceProcess.server(folder.resolve("data"));
    clients = new CommandLineClients(server, folder);
    aws("s3", "mb", "s3://aws-cli");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void filesOfAllSizesGoBothWays() throws IOException {
    for (int size : new int[] {0, 1000, 5 << 20, 100 << 20}) {
      Path file = CommandLineClients.file(folder.resolve("sizes/" + size), size);
      Path back = folder.resolve("sizes-back/" + size);
      aws("s3", "cp", "--quiet", file.toString(), "s3://aws-cli/sizes/" + size);
      aws("s3", "cp", "--quiet", "s3://aws-cli/sizes/" + size, back.toString());
      assertThat(Files.mismatch(file, back)).isEqualTo(-1);
      Files.delete(file);
      Files.delete(back);
    }
  }

  @Test
  void aFolderIsSynchronisedBothWays() throws IOException {
    Path tree = CommandLineClients.tree(folder.resolve("tree"));
    Path back = folder.resolve("tree-back");
    aws("s3", "sync", "--quiet", tree.toString(), "s3://aws-cli/tree");
    aws("s3", "sync", "--quiet", "s3://aws-cli/tree", back.toString());
    CommandLineClients.assertSameFiles(tree, back);
    assertThat(aws("s3", "sync", tree.toString(), "s3://aws-cli/tree")).isEmpty();
  }

  @Test
  void objectsAreCopiedAndDeleted() throws IOException {
    Path file = CommandLineClients.file(folder.resolve("copied"), 20 << 20);
    aws("s3", "cp", "--quiet", file.toString(), "s3://aws-cli/copy/from");
    aws("s3", "cp", "--quiet", "s3://aws-cli/copy/from", "s3://aws-cli/copy/to");
    Path back = folder.resolve("copied-back");
    aws("s3", "cp", "--quiet", "s3://aws-cli/copy/to", back.toString());
    assertThat(Files.mismatch(file, back)).isEqualTo(-1);

    aws("s3", "rm", "--quiet", "--recursive", "s3://aws-cli/copy");
    assertThat(clients.tryRun(Map.of(), command("s3", "ls", "s3://aws-cli/copy/")).out()).isEmpty();
  }

  @Test
  void tenThousandKeysWithOddNamesAreListed() {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      String odd = CommandLineClients.ODD_NAMES[i % CommandLineClients.ODD_NAMES.length];
      keys.add("many/%s/%05d".formatted(odd, i));
    }
    aws("s3", "mb", "s3://aws-many");
    fill(keys);

    String listed =
        aws(
            "s3api",
            "list-objects-v2",
            "--bucket",
            "aws-many",
            "--query",
            "Contents[].[Key]",
            "--output",
            "text");
    assertThat(listed.lines().sorted()).isEqualTo(keys.stream().sorted().toList());
  }

  private static void fill(List<String> keys) {
    try (S3AsyncClient s3 =
        S3AsyncClient.builder()
            .endpointOverride(server.endpoint())
            .region(SluiceProcess.REGION)
            .forcePathStyle(true)
            .credentialsProvider(SluiceProcess.credentials(SluiceProcess.ROOT))
            .build()) {
      for (int from = 0; from < keys.size(); from += 100) {
        CompletableFuture.allOf(
                keys.subList(from, from + 100).stream()
                    .map(
                        key ->
                            s3.putObject(
                                b -> b.bucket("aws-many").key(key), AsyncRequestBody.empty()))
                    .toArray(CompletableFuture[]::new))
            .join();
      }
    }
  }

  @Test
  void aPresignedUrlWorks() throws Exception {
    Path file = CommandLineClients.file(folder.resolve("presigned"), 12_345);
    aws("s3", "cp", "--quiet", file.toString(), "s3://aws-cli/presigned file");
    URI url = URI.create(aws("s3", "presign", "s3://aws-cli/presigned file").strip());
    try (HttpClient http = HttpClient.newHttpClient()) {
      assertThat(http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofByteArray()).body())
          .isEqualTo(Files.readAllBytes(file));
    }
  }

  @Test
  void aBucketIsRemovedWithAllThatIsInIt() throws IOException {
    aws("s3", "mb", "s3://aws-removed");
    Path file = CommandLineClients.file(folder.resolve("removed"), 10);
    aws("s3", "cp", "--quiet", file.toString(), "s3://aws-removed/a");
    aws("s3", "rb", "--force", "s3://aws-removed");
    assertThat(aws("s3", "ls")).doesNotContain("aws-removed");
  }

  private static String aws(String... arguments) {
    return clients.run(Map.of(), command(arguments));
  }

  private static String[] command(String... arguments) {
    List<String> command = new ArrayList<>(List.of("/usr/bin/aws", "--endpoint-url"));
    command.add(clients.endpoint());
    command.addAll(Arrays.asList(arguments));
    return command.toArray(String[]::new);
  }
}

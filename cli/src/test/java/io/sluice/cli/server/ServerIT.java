package io.sluice.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.SluiceProcess;
import io.sluice.cli.SluiceProcess.Outcome;
import io.sluice.manager.secret.AccessKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

class ServerIT {
  private static final Map<String, String> ROOT =
      Map.of(
          "SLUICE_ROOT_ACCESS_KEY_ID", SluiceProcess.ROOT.id(),
          "SLUICE_ROOT_SECRET_ACCESS_KEY", SluiceProcess.ROOT.secret());

  @TempDir private Path folder;

  @Test
  void healthAndMetricsAreServedAndATerminatedServerEndsWithSuccess() throws Exception {
    try (SluiceProcess server = SluiceProcess.server(data());
        S3Client s3 = server.s3()) {
      s3.createBucket(b -> b.bucket("bucket"));

      assertThat(get(server.management().resolve("/q/health/live")).statusCode()).isEqualTo(200);
      assertThat(get(server.management().resolve("/q/health/ready")).body())
          .contains("\"status\":\"UP\"");
      assertThat(get(server.management().resolve("/q/metrics")).body())
          .contains(
              "sluice_s3_requests_seconds_count{operation=\"CreateBucket\",status=\"200\"} 1",
              "sluice_store_syncs_total ",
              "sluice_storage_syncs_total ");

      server.terminate();
      assertThat(server.exitCode()).isZero();
    }
  }

  @Test
  void aDownloadUnderWayFinishesAfterTheServerIsToldToStop() throws Exception {
    int size = 64 << 20;
    try (SluiceProcess server = SluiceProcess.server(data());
        S3Client s3 = server.s3()) {
      s3.createBucket(b -> b.bucket("bucket"));
      s3.putObject(b -> b.bucket("bucket").key("large"), RequestBody.fromBytes(new byte[size]));
      try (InputStream body = s3.getObject(b -> b.bucket("bucket").key("large"))) {
        assertThat(body.readNBytes(1000)).hasSize(1000);
        server.terminate();
        assertThat(body.readAllBytes()).hasSize(size - 1000);
      }
      assertThat(server.exitCode()).isZero();
    }
  }

  @Test
  void credentialsAreGeneratedOnceForTheOwnersEyesOnly() throws Exception {
    AccessKey first;
    Map<String, String> none =
        Map.of("SLUICE_ROOT_ACCESS_KEY_ID", "", "SLUICE_ROOT_SECRET_ACCESS_KEY", "");
    try (SluiceProcess server = SluiceProcess.server(data(), none)) {
      first = DataFolder.readRootKey(data()).orElseThrow();
      try (S3Client s3 = server.s3(first)) {
        assertThat(s3.listBuckets().buckets()).isEmpty();
      }
    }
    assertThat(Files.getPosixFilePermissions(data().resolve("root-credentials")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));

    try (SluiceProcess server = SluiceProcess.server(data(), none);
        S3Client s3 = server.s3(first)) {
      assertThat(s3.listBuckets().buckets()).isEmpty();
    }
  }

  @Test
  void whatWasStoredIsThereAfterARestart() throws Exception {
    try (SluiceProcess server = SluiceProcess.server(data());
        S3Client s3 = server.s3()) {
      s3.createBucket(b -> b.bucket("bucket"));
      s3.putObject(b -> b.bucket("bucket").key("small"), RequestBody.fromString("small"));
      s3.putObject(b -> b.bucket("bucket").key("large"), RequestBody.fromBytes(new byte[1 << 20]));
      server.terminate();
      assertThat(server.exitCode()).isZero();
    }
    try (SluiceProcess server = SluiceProcess.server(data());
        S3Client s3 = server.s3()) {
      assertThat(s3.getObjectAsBytes(b -> b.bucket("bucket").key("small")).asUtf8String())
          .isEqualTo("small");
      assertThat(s3.getObjectAsBytes(b -> b.bucket("bucket").key("large")).asByteArray())
          .hasSize(1 << 20);
    }
  }

  @Test
  void aPortInUseIsOneClearLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());

      Outcome outcome = run("server", "--port", port, "--data-dir", data().toString());

      assertFails(outcome, 1, "127.0.0.1:" + port + " is already in use");
    }
  }

  @Test
  void aDataFolderInUseIsOneClearLine() {
    try (SluiceProcess _ = SluiceProcess.server(data())) {
      Outcome outcome = run("server", "--port", "0", "--data-dir", data().toString());

      assertFails(outcome, 1, "is in use by another process");
    }
  }

  @Test
  void aDataFolderOfAnotherFormatIsOneClearLine() throws IOException {
    Files.createDirectories(data());
    Files.writeString(data().resolve("FORMAT"), "sluice data folder, format 99\n");

    Outcome outcome = run("server", "--port", "0", "--data-dir", data().toString());

    assertFails(
        outcome,
        1,
        "has the format 'sluice data folder, format 99'; this program knows"
            + " 'sluice data folder, format 1'");
  }

  @Test
  void aFolderOfSomebodyElsesIsLeftAlone() throws IOException {
    Files.createDirectories(data());
    Files.writeString(data().resolve("thesis.txt"), "years of work");

    Outcome outcome = run("server", "--port", "0", "--data-dir", data().toString());

    assertFails(outcome, 1, "is not empty: it holds thesis.txt");
  }

  @Test
  void aFileInPlaceOfTheDataFolderIsOneClearLine() throws IOException {
    Files.writeString(data(), "");

    Outcome outcome = run("server", "--port", "0", "--data-dir", data().toString());

    assertFails(outcome, 1, "is a file");
  }

  @Test
  void anUnknownSettingStopsTheStartAndTheNearestIsNamed() throws IOException {
    Path file =
        Files.writeString(folder.resolve("sluice.properties"), "sluice.gateway.prot=9000\n");

    Outcome outcome = run("server", "--data-dir", data().toString(), "--config", file.toString());

    assertFails(
        outcome,
        2,
        "unknown configuration key sluice.gateway.prot; the nearest known one is"
            + " sluice.gateway.port");
  }

  @Test
  void aValueOfTheWrongTypeIsOneClearLine() throws IOException {
    Path file =
        Files.writeString(folder.resolve("sluice.properties"), "sluice.gateway.port=http\n");

    Outcome outcome = run("server", "--data-dir", data().toString(), "--config", file.toString());

    assertFails(outcome, 2, "sluice.gateway.port is 'http'; expected a whole number");
  }

  @Test
  void anUnknownCommandIsOneClearLine() {
    assertFails(run("serve"), 2, "Unmatched argument at index 0: 'serve'");
  }

  @Test
  void explainShowsWhereValuesComeFromAndMasksSecrets() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("sluice.properties"),
            "sluice.gateway.port=9100\nsluice.region=from-file\n");

    Outcome outcome =
        SluiceProcess.run(
            Map.of(
                "SLUICE_REGION", "from-environment",
                "SLUICE_ROOT_ACCESS_KEY_ID", "SOMEBODY",
                "SLUICE_ROOT_SECRET_ACCESS_KEY", "not-to-be-shown"),
            "config",
            "explain",
            "--config",
            file.toString());

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains("sluice.region = from-environment")
        .contains("sluice.gateway.port = 9100")
        .contains("from: " + file)
        .contains("sluice.root.secret-access-key = ***")
        .contains("from: default")
        .doesNotContain("not-to-be-shown");
  }

  private Path data() {
    return folder.resolve("data");
  }

  private static Outcome run(String... arguments) {
    return SluiceProcess.run(ROOT, arguments);
  }

  private static void assertFails(Outcome outcome, int exitCode, String message) {
    assertThat(outcome.err()).contains(message).hasLineCount(1).startsWith("sluice: ");
    assertThat(outcome.exitCode()).isEqualTo(exitCode);
    assertThat(outcome.out()).isEmpty();
  }

  private static HttpResponse<String> get(URI uri) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
  }
}

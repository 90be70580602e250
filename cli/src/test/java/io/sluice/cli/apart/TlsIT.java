package io.sluice.cli.apart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.cli.Eventually;
import io.sluice.cli.SluiceProcess;
import io.sluice.cli.SluiceProcess.Outcome;
import io.sluice.cli.config.ConfigurationException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Gateways and managers show each other who they are, by files that can be replaced. */
final class TlsIT {
  @TempDir private Path folder;

  private Path init(String name) {
    Path files = folder.resolve(name);
    Outcome made = SluiceProcess.run(Map.of(), "tls", "init", files.toString());
    assertThat(made.exitCode()).as(made.err()).isZero();
    return files;
  }

  private static Map<String, String> settings(Path files, String role) {
    return Map.of(
        "sluice.tls.ca", files.resolve("ca.crt").toString(),
        "sluice.tls.certificate", files.resolve(role + ".crt").toString(),
        "sluice.tls.key", files.resolve(role + ".key").toString(),
        "sluice.gateway.retry-for", "PT1S");
  }

  @Test
  void onlyWhoIsCertifiedTalksToAManagerAndNewFilesAreTakenWhileItRuns() throws IOException {
    Path files = init("tls");
    assertThat(Files.getPosixFilePermissions(files.resolve("manager.key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    Path strangers = init("strangers");
    try (Apart manager = new Apart(folder, settings(files, "manager"));
        Apart certified = new Apart(folder, settings(files, "gateway"));
        Apart stranger = new Apart(folder, settings(strangers, "gateway"));
        Apart plain = new Apart(folder, Map.of("sluice.gateway.retry-for", "PT1S"))) {
      String address = "localhost:" + manager.startManager();
      URI own = certified.startGateway(address);
      URI others = stranger.startGateway(address);
      URI without = plain.startGateway(address);

      assertThat(works(own)).isTrue();
      assertThat(works(others)).isFalse();
      assertThat(works(without)).isFalse();

      // the strangers become ours, and the manager shows another certificate
      replace(files, strangers, "ca.crt");
      replace(files, strangers, "manager.crt");
      replace(files, strangers, "manager.key");
      assertThat(Eventually.holds(Duration.ofSeconds(60), () -> works(others))).isTrue();
      // a connection that there is stays
      assertThat(works(own)).isTrue();
    }
  }

  @Test
  void aGatewaysCertificateIsNotGoodForAManager() {
    Path files = init("tls");
    try (Apart impostor = new Apart(folder, settings(files, "gateway"));
        Apart certified = new Apart(folder, settings(files, "gateway"))) {
      URI gateway = certified.startGateway("localhost:" + impostor.startManager());

      assertThat(works(gateway)).isFalse();
    }
  }

  @Test
  void commandsReachAManagerByTheSameFiles() {
    Path files = init("tls");
    try (Apart manager = new Apart(folder, settings(files, "manager"))) {
      String address = "localhost:" + manager.startManager();
      Map<String, String> root =
          Map.of(
              "SLUICE_ROOT_ACCESS_KEY_ID", SluiceProcess.ROOT.id(),
              "SLUICE_ROOT_SECRET_ACCESS_KEY", SluiceProcess.ROOT.secret());
      Map<String, String> certified = new HashMap<>(root);
      settings(files, "gateway")
          .forEach(
              (key, value) ->
                  certified.put(
                      key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT), value));

      Outcome listed = SluiceProcess.run(certified, "principal", "list", "--manager", address);
      assertThat(listed.exitCode()).as(listed.err()).isZero();
      Outcome refused = SluiceProcess.run(root, "principal", "list", "--manager", address);
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.err()).contains("no server answers at " + address);
    }
  }

  /** Whether requests through this gateway are answered; a manager out of reach is 503. */
  private static boolean works(URI gateway) {
    try (S3Client s3 = Apart.s3(gateway, SluiceProcess.ROOT)) {
      s3.listBuckets();
      return true;
    } catch (S3Exception e) {
      assertThat(e.statusCode()).isEqualTo(503);
      return false;
    }
  }

  private static void replace(Path files, Path other, String name) {
    try {
      Files.copy(other.resolve(name), files.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      Files.setLastModifiedTime(files.resolve(name), FileTime.from(Instant.now().plusSeconds(2)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatIsThereIsNotOverwritten() {
    Path files = init("tls");
    Outcome again = SluiceProcess.run(Map.of(), "tls", "init", files.toString());
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err()).contains("is there already").doesNotContain("\tat ");
  }

  @Test
  void withoutTlsAManagerListensOnThisMachineOnly() {
    try (Apart manager = new Apart(folder, Map.of("sluice.manager.host", "0.0.0.0"))) {
      assertThatThrownBy(manager::startManager)
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("without TLS a manager listens on this machine only");
    }
    try (Apart allowed =
        new Apart(
            folder, Map.of("sluice.manager.host", "0.0.0.0", "sluice.manager.plaintext", "true"))) {
      assertThat(allowed.startManager()).isPositive();
    }
  }

  @Test
  void withoutTlsAGatewayAsksAManagerOnThisMachineOnly() {
    try (Apart gateway = new Apart(folder, Map.of())) {
      assertThatThrownBy(() -> gateway.startGateway("192.0.2.1:9070"))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("192.0.2.1:9070");
      assertThatThrownBy(() -> gateway.startGateway("nonsense"))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("'nonsense' is not HOST:PORT");
    }
  }
}

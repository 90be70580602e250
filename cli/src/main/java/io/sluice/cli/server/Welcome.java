package io.sluice.cli.server;

import io.sluice.catalog.rest.IcebergCatalog;
import io.sluice.cli.config.Configuration;
import io.sluice.cli.config.Settings;
import io.sluice.manager.secret.AccessKey;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;

/** Says how to reach a process that has just been started. */
final class Welcome {
  private final PrintWriter out;
  private final Server.Started started;
  private final Configuration configuration;

  private Welcome(PrintWriter out, Server.Started started, Configuration configuration) {
    this.out = out;
    this.started = started;
    this.configuration = configuration;
  }

  static void ofWhole(PrintWriter out, Server.Started started, Configuration configuration) {
    Welcome welcome = new Welcome(out, started, configuration);
    welcome.title("Sluice is ready.");
    welcome.s3();
    welcome.catalog();
    welcome.root();
    welcome.management();
    out.println();
    out.println("Try it:");
    out.printf("  %s%n", welcome.command());
  }

  static void ofManager(PrintWriter out, Server.Started started, Configuration configuration) {
    Welcome welcome = new Welcome(out, started, configuration);
    welcome.title("The manager is ready.");
    String address =
        reachable(configuration.get(Settings.MANAGER_HOST)) + ":" + started.managerPort();
    out.printf("  gateways       %s%n", address);
    welcome.catalog();
    welcome.root();
    welcome.management();
    out.println();
    out.println("Try it:");
    out.printf(
        "  sluice gateway --manager %s --blobs-dir %s%n",
        address,
        configuration
            .find(Settings.BLOBS_DIR)
            .orElseGet(() -> welcome.dataFolder().resolve(DataFolder.BLOBS).toString()));
  }

  static void ofGateway(PrintWriter out, Server.Started started, Configuration configuration) {
    Welcome welcome = new Welcome(out, started, configuration);
    welcome.title("The gateway is ready.");
    welcome.s3();
    out.printf("  managers       %s%n", configuration.get(Settings.GATEWAY_MANAGERS));
    welcome.management();
  }

  private void title(String title) {
    out.println(title);
    out.println();
  }

  private String endpoint() {
    return "http://%s:%d"
        .formatted(reachable(configuration.get(Settings.GATEWAY_HOST)), started.gatewayPort());
  }

  private void s3() {
    out.printf("  S3 endpoint    %s%n", endpoint());
    out.printf("  region         %s%n", configuration.get(Settings.REGION));
  }

  private void catalog() {
    out.printf(
        "  catalog        http://%s:%d%s%n",
        reachable(configuration.get(Settings.CATALOG_HOST)),
        started.catalogPort(),
        IcebergCatalog.BASE);
  }

  private Path dataFolder() {
    return Objects.requireNonNull(started.dataFolder()).toAbsolutePath().normalize();
  }

  private DataFolder.RootKey rootKey() {
    return Objects.requireNonNull(started.root());
  }

  private void root() {
    AccessKey root = rootKey().key();
    out.printf("  access key     %s%n", root.id());
    out.printf(
        "  secret key     %s%n",
        rootKey().generated()
            ? root.secret()
            : configuration.find(Settings.ROOT_SECRET_ACCESS_KEY).isPresent()
                ? "as configured"
                : "in " + dataFolder().resolve("root-credentials"));
    out.printf("  data folder    %s%n", dataFolder());
  }

  private void management() {
    String management =
        "http://%s:%d"
            .formatted(
                reachable(configuration.get(Settings.MANAGEMENT_HOST)), started.managementPort());
    out.printf("  health         %s/q/health/ready%n", management);
    out.printf("  metrics        %s/q/metrics%n", management);
  }

  private String command() {
    AccessKey root = rootKey().key();
    return "AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=%s aws --region %s --endpoint-url %s s3 mb s3://first-bucket"
        .formatted(
            root.id(),
            rootKey().generated() ? root.secret() : "...",
            configuration.get(Settings.REGION),
            endpoint());
  }

  /** The address by which this machine reaches what listens on a host. */
  static String reachable(String host) {
    return switch (host) {
      case "0.0.0.0", "::" -> "127.0.0.1";
      default -> host.contains(":") ? "[" + host + "]" : host;
    };
  }
}

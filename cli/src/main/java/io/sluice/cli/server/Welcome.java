package io.sluice.cli.server;

import io.sluice.cli.config.Configuration;
import io.sluice.cli.config.Settings;
import io.sluice.manager.secret.AccessKey;
import java.io.PrintWriter;

/** Says how to connect to a server that has just been started. */
final class Welcome {
  private Welcome() {}

  static void print(PrintWriter out, Server.Started started, Configuration configuration) {
    Server.Addresses addresses = started.addresses();
    AccessKey root = started.root().key();
    String s3 =
        "http://%s:%d"
            .formatted(
                reachable(configuration.get(Settings.GATEWAY_HOST)), addresses.gatewayPort());
    String management =
        "http://%s:%d"
            .formatted(
                reachable(configuration.get(Settings.MANAGEMENT_HOST)), addresses.managementPort());
    boolean generated = started.root().generated();
    out.println("Sluice is ready.");
    out.println();
    out.printf("  S3 endpoint    %s%n", s3);
    out.printf("  region         %s%n", configuration.get(Settings.REGION));
    out.printf("  access key     %s%n", root.id());
    out.printf(
        "  secret key     %s%n",
        generated
            ? root.secret()
            : configuration.find(Settings.ROOT_SECRET_ACCESS_KEY).isPresent()
                ? "as configured"
                : "in " + addresses.dataFolder().resolve("root-credentials"));
    out.printf("  data folder    %s%n", addresses.dataFolder().toAbsolutePath().normalize());
    out.printf("  health         %s/q/health/ready%n", management);
    out.printf("  metrics        %s/q/metrics%n", management);
    out.println();
    out.println("Try it:");
    out.printf(
        "  AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=%s aws --region %s --endpoint-url %s s3 mb s3://first-bucket%n",
        root.id(), generated ? root.secret() : "...", configuration.get(Settings.REGION), s3);
  }

  /** An address that stands for all of a machine's is reached by the nearest one. */
  private static String reachable(String host) {
    return switch (host) {
      case "0.0.0.0", "::" -> "127.0.0.1";
      default -> host.contains(":") ? "[" + host + "]" : host;
    };
  }
}

package io.sluice.cli.tls;

import io.sluice.cli.CommandException;
import io.sluice.cli.tls.CertificateMaker.Identity;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes what TLS between gateways and managers needs. */
@Command(
    name = "tls",
    description = "Makes certificates for gateways and managers on several machines.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class TlsCommand {
  private static final Duration AUTHORITY_VALIDITY = Duration.ofDays(3650);
  private static final List<String> HERE = List.of("localhost", "127.0.0.1", "::1");

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  /** Makes an authority, and a certificate for a manager and one for a gateway. */
  @Command(
      name = "init",
      description = "Makes a small certificate authority, a manager's certificate and a gateway's.",
      mixinStandardHelpOptions = true)
  int init(
      @Parameters(paramLabel = "DIR", description = "a folder for the files; made if missing")
          Path folder,
      @Option(
              names = "--host",
              paramLabel = "NAME",
              description = "a name or address that managers are reached by; may be repeated")
          List<String> hosts,
      @Option(
              names = "--days",
              paramLabel = "N",
              defaultValue = "365",
              description = "for how long the certificates are good (365)")
          int days) {
    List<String> names = new ArrayList<>(HERE);
    if (hosts != null) {
      names.addAll(hosts);
    }
    try {
      Files.createDirectories(folder);
      requireNone(folder);
      CertificateMaker maker = new CertificateMaker(Clock.systemUTC(), new SecureRandom());
      Identity authority = maker.authority(AUTHORITY_VALIDITY);
      Duration validity = Duration.ofDays(days);
      write(folder, "ca", authority);
      write(folder, "manager", maker.issue(authority, "sluice manager", names, validity));
      write(folder, "gateway", maker.issue(authority, "sluice gateway", List.of(), validity));
    } catch (FileAlreadyExistsException e) {
      throw new CommandException(
          CommandException.FAILED,
          "%s is there already; choose another folder, or remove it first".formatted(e.getFile()),
          e);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new CommandException(
          CommandException.FAILED,
          "the certificates cannot be made in %s: %s".formatted(folder, e.getMessage()),
          e);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "Made in %s. Keep ca.key apart; every process needs ca.crt and its own two:%n", folder);
    for (String role : List.of("manager", "gateway")) {
      out.printf(
          "  SLUICE_TLS_CA=%1$s/ca.crt SLUICE_TLS_CERTIFICATE=%1$s/%2$s.crt"
              + " SLUICE_TLS_KEY=%1$s/%2$s.key sluice %2$s%n",
          folder, role);
    }
    out.flush();
    return 0;
  }

  private static void requireNone(Path folder) throws IOException {
    for (String name : List.of("ca", "manager", "gateway")) {
      for (String ending : List.of(".crt", ".key")) {
        Path file = folder.resolve(name + ending);
        if (Files.exists(file)) {
          throw new FileAlreadyExistsException(file.toString());
        }
      }
    }
  }

  private static void write(Path folder, String name, Identity identity) throws IOException {
    Files.writeString(folder.resolve(name + ".crt"), identity.certificatePem());
    Path key = folder.resolve(name + ".key");
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, identity.keyPem());
  }
}

package io.sluice.cli.tls;

import io.grpc.ChannelCredentials;
import io.grpc.ServerCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.AdvancedTlsX509TrustManager.Verification;
import io.sluice.cli.config.Configuration;
import io.sluice.cli.config.ConfigurationException;
import io.sluice.cli.config.Setting;
import io.sluice.cli.config.Settings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The files of a process that takes part in TLS. They are looked at again every few seconds: new
 * connections use what is there then, and those that there are stay.
 *
 * @param certificate PEM, the process's own and those between it and the authority
 * @param key PEM, PKCS#8
 * @param authority PEM, whom the other side must be certified by
 */
public record TlsFiles(Path certificate, Path key, Path authority) {
  private static final int RELOAD_SECONDS = 5;

  /** Closes what it is given with the process. */
  @FunctionalInterface
  public interface Closer {
    void add(String name, AutoCloseable part);
  }

  /**
   * The files that are configured; empty where none is.
   *
   * @throws ConfigurationException if only some are
   */
  public static Optional<TlsFiles> of(Configuration configuration) {
    long set =
        Stream.of(Settings.TLS_CERTIFICATE, Settings.TLS_KEY, Settings.TLS_CA)
            .filter(setting -> configuration.find(setting).isPresent())
            .count();
    if (set == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new TlsFiles(
            file(configuration, Settings.TLS_CERTIFICATE),
            file(configuration, Settings.TLS_KEY),
            file(configuration, Settings.TLS_CA)));
  }

  private static Path file(Configuration configuration, Setting<String> setting) {
    return configuration
        .find(setting)
        .map(Path::of)
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "%s is not set; for TLS %s, %s and %s are set together"
                        .formatted(
                            setting.key(),
                            Settings.TLS_CERTIFICATE.key(),
                            Settings.TLS_KEY.key(),
                            Settings.TLS_CA.key())));
  }

  /** For who listens: whoever connects must be certified by the authority. */
  public ServerCredentials forServer(Closer closer) {
    Managers managers = open(Verification.CERTIFICATE_ONLY_VERIFICATION, closer);
    return TlsServerCredentials.newBuilder()
        .keyManager(managers.key())
        .trustManager(managers.trust())
        .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
        .build();
  }

  /** For who connects: the other side must be certified by the authority for the name it has. */
  public ChannelCredentials forClient(Closer closer) {
    Managers managers = open(Verification.CERTIFICATE_AND_HOST_NAME_VERIFICATION, closer);
    return TlsChannelCredentials.newBuilder()
        .keyManager(managers.key())
        .trustManager(managers.trust())
        .build();
  }

  private record Managers(AdvancedTlsX509KeyManager key, AdvancedTlsX509TrustManager trust) {}

  private Managers open(Verification verification, Closer closer) {
    ScheduledExecutorService reloading =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("tls-reload").factory());
    closer.add("reloading of TLS files", reloading::shutdownNow);
    AdvancedTlsX509KeyManager keyManager = new AdvancedTlsX509KeyManager();
    try {
      AdvancedTlsX509TrustManager trustManager =
          AdvancedTlsX509TrustManager.newBuilder().setVerification(verification).build();
      trustManager.updateTrustCredentials(
          readable(authority), RELOAD_SECONDS, TimeUnit.SECONDS, reloading);
      keyManager.updateIdentityCredentials(
          readable(certificate), readable(key), RELOAD_SECONDS, TimeUnit.SECONDS, reloading);
      return new Managers(keyManager, trustManager);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new ConfigurationException(
          "TLS cannot be set up with %s, %s and %s: %s"
              .formatted(certificate, key, authority, e.getMessage()),
          e);
    }
  }

  private static File readable(Path path) {
    File file = path.toFile();
    if (!file.canRead()) {
      throw new ConfigurationException("the TLS file %s cannot be read".formatted(path));
    }
    return file;
  }
}

package io.sluice.cli.client;

import io.sluice.cli.CommandException;
import io.sluice.cli.config.Configuration;
import io.sluice.cli.config.Settings;
import io.sluice.cli.server.DataFolder;
import io.sluice.manager.secret.AccessKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** As whom a command asks. */
public final class OwnKey {
  private OwnKey() {}

  /** The access key that is configured, else the one in the data folder. */
  public static AccessKey of(Configuration configuration) {
    Optional<String> id = configuration.find(Settings.ROOT_ACCESS_KEY_ID);
    Optional<String> secret = configuration.find(Settings.ROOT_SECRET_ACCESS_KEY);
    if (id.isPresent() && secret.isPresent()) {
      try {
        return new AccessKey(id.get(), secret.get());
      } catch (IllegalArgumentException e) {
        throw new CommandException(
            CommandException.USAGE, "the configured credentials: " + e.getMessage(), e);
      }
    }
    Path folder = Path.of(configuration.get(Settings.DATA_DIR));
    try {
      return DataFolder.readRootKey(folder)
          .orElseThrow(
              () ->
                  new CommandException(
                      CommandException.USAGE,
                      ("no credentials: set %s and %s, or name the server's data folder by"
                              + " --data-dir")
                          .formatted(
                              Settings.ROOT_ACCESS_KEY_ID.environmentVariable(),
                              Settings.ROOT_SECRET_ACCESS_KEY.environmentVariable())));
    } catch (IOException e) {
      throw new CommandException(
          CommandException.FAILED,
          "the credentials in %s cannot be read: %s".formatted(folder, e.getMessage()),
          e);
    }
  }
}

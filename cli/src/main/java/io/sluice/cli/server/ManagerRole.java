package io.sluice.cli.server;

import io.sluice.cli.CommandException;
import io.sluice.cli.config.Configuration;
import io.sluice.cli.config.ConfigurationException;
import io.sluice.cli.config.Settings;
import io.sluice.manager.Manager;
import io.sluice.manager.ManagerOptions;
import io.sluice.manager.ManagerService;
import io.sluice.manager.ManagerService.Audience;
import io.sluice.manager.object.OwnObjects;
import io.sluice.manager.secret.AccessKey;
import io.sluice.manager.secret.MasterKey;
import io.sluice.manager.session.Sessions;
import io.sluice.protocol.client.Transport;
import io.sluice.storage.BlobStorage;
import io.sluice.storage.local.LocalBlobStorage;
import io.sluice.store.MetadataStore;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;

/** What a process that manages is made of: data folder, store, storage, manager. */
final class ManagerRole {
  private final Configuration configuration;
  private final Parts parts;
  private final SecureRandom random;
  private final DataFolder folder;
  private final DataFolder.RootKey root;
  private final BlobStorage storage;
  private final MetadataStore store;
  private final MasterKey masterKey;
  private final Manager manager;

  ManagerRole(
      Configuration configuration, Parts parts, Clock clock, SecureRandom random, Metrics metrics) {
    this.configuration = configuration;
    this.parts = parts;
    this.random = random;
    folder =
        parts.add("data folder", DataFolder.open(Path.of(configuration.get(Settings.DATA_DIR))));
    root = rootKey();
    store = parts.add("store", StoreChoice.open(configuration, folder, metrics));
    masterKey = readMasterKey();
    storage =
        parts.add(
            "storage",
            openStorage(
                configuration.find(Settings.BLOBS_DIR).map(Path::of).orElse(folder.blobs()),
                metrics));
    manager = parts.add("manager", new Manager(store, storage, managerOptions(), clock, random));
  }

  Path folder() {
    return folder.path();
  }

  DataFolder.RootKey root() {
    return root;
  }

  BlobStorage storage() {
    return storage;
  }

  MetadataStore store() {
    return store;
  }

  MasterKey masterKey() {
    return masterKey;
  }

  Sessions sessions() {
    return manager.sessions();
  }

  OwnObjects ownObjects() {
    return manager.ownObjects();
  }

  private DataFolder.RootKey rootKey() {
    Optional<String> id = configuration.find(Settings.ROOT_ACCESS_KEY_ID);
    Optional<String> secret = configuration.find(Settings.ROOT_SECRET_ACCESS_KEY);
    if (id.isPresent() != secret.isPresent()) {
      throw new ConfigurationException(
          "%s and %s are set together or not at all"
              .formatted(Settings.ROOT_ACCESS_KEY_ID.key(), Settings.ROOT_SECRET_ACCESS_KEY.key()));
    }
    if (id.isEmpty() || secret.isEmpty()) {
      return folder.rootKey(random);
    }
    try {
      return new DataFolder.RootKey(new AccessKey(id.get(), secret.get()), false);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "the root's access key cannot be used: " + e.getMessage(), e);
    }
  }

  static BlobStorage openStorage(Path blobs, Metrics metrics) {
    try {
      LocalBlobStorage storage = LocalBlobStorage.open(blobs);
      metrics.watch(storage);
      return storage;
    } catch (IOException e) {
      throw new CommandException(CommandException.FAILED, String.valueOf(e.getMessage()), e);
    }
  }

  private ManagerOptions managerOptions() {
    return new ManagerOptions(
        root.key(),
        masterKey,
        configuration.get(Settings.REGION),
        configuration.get(Settings.INLINE_LIMIT),
        configuration.get(Settings.STAGING_LEASE),
        configuration.get(Settings.REAPER_GRACE),
        configuration.get(Settings.REAPER_INTERVAL));
  }

  private MasterKey readMasterKey() {
    try {
      return new MasterKey(
          configuration
              .find(Settings.MASTER_KEY)
              .map(text -> Base64.getDecoder().decode(text))
              .orElseGet(() -> folder.masterKey(random)),
          random);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "%s is not 256 bits in Base64".formatted(Settings.MASTER_KEY.key()), e);
    }
  }

  /** The way to this manager from within its process. */
  Transport inProcess() {
    return manager::execute;
  }

  /** Takes commands from this machine, and returns the port. */
  int serveCommands() {
    return ManagerPort.serveCommands(
        executor -> new ManagerService(manager, Audience.COMMANDS, executor), configuration, parts);
  }

  /** Takes requests of gateways as well, and returns the port. */
  int serveGateways() {
    return ManagerPort.serveGateways(
        executor -> new ManagerService(manager, Audience.GATEWAYS, executor), configuration, parts);
  }
}

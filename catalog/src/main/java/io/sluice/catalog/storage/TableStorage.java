package io.sluice.catalog.storage;

import io.sluice.catalog.access.Actor;
import io.sluice.catalog.access.Securable;
import io.sluice.store.Bytes;
import io.sluice.store.Transaction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.iceberg.io.FileIO;

/** Where the files of tables and views lie: how Sluice reaches them, and how clients may. */
public interface TableStorage {
  /**
   * Requires that a catalog may keep files at a location, with the profile that is named for them.
   *
   * @throws org.apache.iceberg.exceptions.ForbiddenException if it is outside what the catalog is
   *     allowed
   */
  void requireAllowed(Placement placement, String location);

  /** Reads and writes files below a location for Sluice itself; the caller closes it. */
  FileIO open(Placement placement, String location);

  /**
   * What adds new files to a transaction of the catalog's own store, so that they are there if and
   * only if it is committed; empty where files have to be written before. It adds at most a key,
   * and two for each file.
   *
   * @param location the folder that they are in
   * @param files what is in each, by its whole name
   */
  Optional<Consumer<Transaction.Builder>> addition(
      Placement placement, String location, Map<String, Bytes> files);

  /** What a client needs to reach the files of a table. */
  Access access(Actor actor, Files files, Delegation delegation);

  /**
   * The files of a table or view.
   *
   * @param placement what decides how they are reached
   * @param securable what rights on it are rights on the files
   * @param refreshPath the path, below the catalog's address, of the endpoint for new credentials
   * @param signPath the path of the endpoint that signs requests
   * @param locations what belongs to it: its location, and those of data and metadata where they
   *     are elsewhere
   */
  record Files(
      Placement placement,
      Securable securable,
      String refreshPath,
      String signPath,
      List<String> locations) {}

  /** How a client wants to reach files, and what it may do to them. */
  record Delegation(Mode mode, boolean write) {}

  /** The header {@code X-Iceberg-Access-Delegation}. */
  enum Mode {
    /** With its own means: it is told only where the files are. */
    NONE,
    VENDED_CREDENTIALS,
    REMOTE_SIGNING
  }

  /**
   * What a client is told.
   *
   * @param config for all files
   * @param credentials per prefix; empty where none are vended
   */
  record Access(Map<String, String> config, List<Credential> credentials) {
    @Override
    public String toString() {
      return "Access[credentials=%s]".formatted(credentials);
    }
  }

  /**
   * Credentials for all files whose location starts with a prefix.
   *
   * @param config the properties of Iceberg's file readers, secrets among them
   */
  record Credential(String prefix, Map<String, String> config) {
    @Override
    public String toString() {
      return "Credential[prefix=%s]".formatted(prefix);
    }
  }
}

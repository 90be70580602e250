package io.sluice.cli.server;

import io.sluice.cli.CommandException;
import io.sluice.manager.secret.AccessKey;
import io.sluice.manager.secret.MasterKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The folder that a server keeps everything in. It is locked for as long as it is open, so no two
 * processes ever have it. Its layout is described in {@code docs/formats.md}.
 */
public final class DataFolder implements AutoCloseable {
  /** The name of the folder that blobs are in, unless they are elsewhere. */
  static final String BLOBS = "blobs";

  private static final String FORMAT = "sluice data folder, format 1";
  private static final String FORMAT_FILE = "FORMAT";
  private static final String LOCK_FILE = "LOCK";
  private static final String CREDENTIALS_FILE = "root-credentials";
  private static final String MASTER_KEY_FILE = "master-key";
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private static final Set<PosixFilePermission> FOLDER_OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private final Path folder;
  private final FileChannel lockFile;

  private DataFolder(Path folder, FileChannel lockFile) {
    this.folder = folder;
    this.lockFile = lockFile;
  }

  /**
   * Opens a folder, and makes it where it is not there.
   *
   * @throws CommandException if it cannot be used
   */
  public static DataFolder open(Path folder) {
    try {
      if (Files.exists(folder) && !Files.isDirectory(folder)) {
        throw new FileAlreadyExistsException(folder.toString());
      }
      if (!Files.exists(folder)) {
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER_OWNER_ONLY));
      }
      DataFolder opened = new DataFolder(folder, lock(folder));
      opened.requireFormat();
      return opened;
    } catch (AccessDeniedException e) {
      throw new CommandException(
          CommandException.FAILED,
          "the data folder %s cannot be written; choose another by --data-dir or change its owner"
              .formatted(folder),
          e);
    } catch (FileAlreadyExistsException e) {
      throw new CommandException(
          CommandException.FAILED, "the data folder %s is a file".formatted(folder), e);
    } catch (IOException e) {
      throw new CommandException(
          CommandException.FAILED,
          "the data folder %s cannot be used: %s".formatted(folder, e.getMessage()),
          e);
    }
  }

  private static FileChannel lock(Path folder) throws IOException {
    FileChannel file =
        FileChannel.open(
            folder.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      @Nullable FileLock lock = file.tryLock();
      if (lock != null) {
        return file;
      }
    } catch (OverlappingFileLockException e) {
      // answered below
    }
    file.close();
    throw new CommandException(
        CommandException.FAILED,
        "the data folder %s is in use by another process; stop that or choose another by --data-dir"
            .formatted(folder));
  }

  private void requireFormat() throws IOException {
    Path file = folder.resolve(FORMAT_FILE);
    String found;
    try {
      found = Files.readString(file).strip();
    } catch (NoSuchFileException e) {
      requireNothingElse();
      writeDurably(file, FORMAT + "\n");
      return;
    }
    if (!found.equals(FORMAT)) {
      throw new CommandException(
          CommandException.FAILED,
          "the data folder %s has the format '%s'; this program knows '%s'"
              .formatted(folder, found, FORMAT));
    }
  }

  /**
   * A folder that holds other things is nobody's data folder yet, and shall not become one by
   * mistake.
   */
  private void requireNothingElse() throws IOException {
    try (var entries = Files.list(folder)) {
      Optional<Path> other =
          entries
              .filter(path -> !List.of(LOCK_FILE, FORMAT_FILE + ".new").contains(name(path)))
              .findFirst();
      if (other.isPresent()) {
        throw new CommandException(
            CommandException.FAILED,
            "the folder %s is no data folder and is not empty: it holds %s"
                .formatted(folder, name(other.get())));
      }
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  public Path path() {
    return folder;
  }

  /** Where the store's native library is unpacked. */
  public Path library() {
    return folder.resolve("library");
  }

  public Path store() {
    return folder.resolve("store");
  }

  public Path blobs() {
    return folder.resolve(BLOBS);
  }

  /** An access key, and whether it was made just now. */
  public record RootKey(AccessKey key, boolean generated) {}

  /** The key of the root that is kept here; where there is none, one is made. */
  public RootKey rootKey(SecureRandom random) {
    try {
      Optional<AccessKey> kept = readRootKey(folder);
      if (kept.isPresent()) {
        return new RootKey(kept.get(), false);
      }
      AccessKey key = AccessKey.generate(random);
      writeDurably(folder.resolve(CREDENTIALS_FILE), key.id() + "\n" + key.secret() + "\n");
      return new RootKey(key, true);
    } catch (IOException e) {
      throw unreadable(folder.resolve(CREDENTIALS_FILE), e);
    }
  }

  /**
   * The key that a server on this machine generated; empty where there is none, or it may not be
   * read.
   */
  public static Optional<AccessKey> readRootKey(Path folder) throws IOException {
    try {
      List<String> lines = Files.readAllLines(folder.resolve(CREDENTIALS_FILE));
      if (lines.size() < 2) {
        throw new IOException("it does not have two lines");
      }
      return Optional.of(new AccessKey(lines.get(0), lines.get(1)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** The key that seals the secrets in the store; where there is none, one is made. */
  public byte[] masterKey(SecureRandom random) {
    Path file = folder.resolve(MASTER_KEY_FILE);
    try {
      return Base64.getDecoder().decode(Files.readString(file).strip());
    } catch (NoSuchFileException e) {
      byte[] key = new byte[MasterKey.LENGTH];
      random.nextBytes(key);
      try {
        writeDurably(file, Base64.getEncoder().encodeToString(key) + "\n");
      } catch (IOException failure) {
        throw unreadable(file, failure);
      }
      return key;
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(file, e);
    }
  }

  private static CommandException unreadable(Path file, Exception e) {
    return new CommandException(
        CommandException.FAILED,
        "%s can be neither read nor written: %s".formatted(file, e.getMessage()),
        e);
  }

  /** For the owner's eyes only, and there whole or not at all. */
  private static void writeDurably(Path file, String text) throws IOException {
    Path staged = file.resolveSibling(name(file) + ".new");
    Files.deleteIfExists(staged);
    Files.createFile(staged, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try (FileChannel channel = FileChannel.open(staged, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      channel.force(true);
    }
    Files.move(staged, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Gives the folder free for others. */
  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new CommandException(
          CommandException.FAILED, "the lock of the data folder cannot be given up", e);
    }
  }
}

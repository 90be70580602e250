package io.sluice.store.rocksdb;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of a store. It holds the database in a folder of its own and the file {@code FORMAT},
 * one line that says in which format the database is. The file is looked at before the database is
 * touched, and is written when a new database is complete.
 */
final class StoreFolder {
  static final int FORMAT = 1;

  private static final String MARKER = "FORMAT";
  private static final String NEW_MARKER = "FORMAT.new";
  private static final String DATABASE = "rocksdb";
  private static final Pattern CONTENT = Pattern.compile("sluice-store rocksdb (\\d{1,9})\n");

  /** What may lie in a folder that is still to become a store. */
  private static final Set<String> HARMLESS = Set.of(DATABASE, NEW_MARKER, "lost+found");

  private final Path folder;

  StoreFolder(Path folder) {
    this.folder = folder;
  }

  String database() {
    return folder.resolve(DATABASE).toString();
  }

  @Override
  public String toString() {
    return folder.toString();
  }

  /**
   * Whether there is a store here.
   *
   * @throws StoreException with {@code UNKNOWN_FORMAT} if there is one in another format, with
   *     {@code CORRUPT} if its format cannot be made out, with {@code NOT_ACCESSIBLE} if the folder
   *     cannot be read or holds something else
   */
  boolean holdsStore() {
    try {
      requireKnown(Files.readString(folder.resolve(MARKER), StandardCharsets.ISO_8859_1));
      return true;
    } catch (NoSuchFileException _) {
      return false;
    } catch (IOException e) {
      throw notAccessible(e);
    }
  }

  private void requireKnown(String content) {
    Matcher matcher = CONTENT.matcher(content);
    if (!matcher.matches()) {
      throw new StoreException(
          StoreError.CORRUPT,
          "%s does not say in which format the store is; restore it from a backup"
              .formatted(folder.resolve(MARKER)));
    }
    int format = Integer.parseInt(matcher.group(1));
    if (format != FORMAT) {
      throw new StoreException(
          StoreError.UNKNOWN_FORMAT,
          "the store in %s has format %d, but this program knows format %d only; use the program that wrote it"
              .formatted(folder, format, FORMAT));
    }
  }

  /** The disk that the folder lies on. */
  Reserve.Disk disk() {
    try {
      return Reserve.Disk.of(Files.getFileStore(folder));
    } catch (IOException e) {
      throw notAccessible(e);
    }
  }

  StoreException noStore() {
    return new StoreException(
        StoreError.NOT_ACCESSIBLE, "there is no store in %s; create one there".formatted(folder));
  }

  /** Makes the folder if there is none; it must not hold anything else than a store. */
  void prepare() {
    try {
      Path existing = folder.toAbsolutePath();
      while (!Files.exists(existing) && existing.getParent() != null) {
        existing = existing.getParent();
      }
      Files.createDirectories(folder);
      for (Path path = folder.toAbsolutePath(); !path.equals(existing); path = parent(path)) {
        sync(parent(path));
      }
      requireEmpty();
    } catch (IOException e) {
      throw notAccessible(e);
    }
  }

  private void requireEmpty() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> others =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> !HARMLESS.contains(name))
              .toList();
      if (!others.isEmpty()) {
        throw new StoreException(
            StoreError.NOT_ACCESSIBLE,
            "%s holds no store but other things, such as '%s'; give an empty folder"
                .formatted(folder, others.getFirst()));
      }
    }
  }

  /** Makes the folder one that holds a store, durably. */
  void mark() {
    Path marker = folder.resolve(NEW_MARKER);
    String content = "sluice-store rocksdb %d\n".formatted(FORMAT);
    try {
      try (FileChannel file = FileChannel.open(marker, CREATE, WRITE, TRUNCATE_EXISTING)) {
        file.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII)));
        file.force(true);
      }
      Files.move(marker, folder.resolve(MARKER), ATOMIC_MOVE);
      sync(folder);
    } catch (IOException e) {
      throw notAccessible(e);
    }
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    return parent == null ? path : parent;
  }

  /** Makes it durable that files were made in or moved to a folder. */
  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, READ)) {
      channel.force(true);
    }
  }

  private StoreException notAccessible(IOException e) {
    return new StoreException(
        StoreError.NOT_ACCESSIBLE, "%s cannot be used: %s".formatted(folder, reason(e)), e);
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return e.getClass().getSimpleName() + (message == null ? "" : " " + message);
  }
}

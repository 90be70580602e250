package io.sluice.store.rocksdb;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * RocksDB's native library. Left to itself, RocksDB unpacks it from its jar into a temporary file
 * whenever a process starts; here it is unpacked once and kept.
 *
 * <p>A process that is to use this calls {@link #load} before it opens a store.
 */
public final class RocksDbLibrary {
  private RocksDbLibrary() {}

  /**
   * Loads the library from a folder, where it is put first if it is not there. Any number of
   * processes may share the folder; files of other versions lie beside each other. Whoever may
   * write to it may run code in this process.
   *
   * @throws StoreException with {@code NOT_ACCESSIBLE} if the folder cannot be written to or does
   *     not allow its files to be executed
   */
  public static void load(Path cache) {
    try {
      RocksDB.loadLibrary(List.of(unpacked(cache.toAbsolutePath()).toString()));
    } catch (IOException | UnsatisfiedLinkError e) {
      throw notLoaded(cache.toString(), e);
    }
  }

  /** Loads the library RocksDB's own way, unless it has been loaded. */
  static void load() {
    try {
      RocksDB.loadLibrary();
    } catch (RuntimeException | UnsatisfiedLinkError e) {
      throw notLoaded(System.getProperty("java.io.tmpdir"), e);
    }
  }

  private static StoreException notLoaded(String folder, Throwable e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return new StoreException(
        StoreError.NOT_ACCESSIBLE,
        "the rocksdb library cannot be loaded from %s: %s; give a folder to write to and execute from"
            .formatted(folder, cause.getMessage()),
        e);
  }

  /** The folder with the library of this version, which is complete as soon as it is there. */
  static Path unpacked(Path cache) throws IOException {
    URLConnection library = resource().openConnection();
    Path folder = cache.resolve("rocksdbjni-" + identity(library));
    // the name under which RocksDB.loadLibrary looks for it
    Path file = folder.resolve(Environment.getJniLibraryFileName("rocksdbjni"));
    if (!Files.exists(file)) {
      Files.createDirectories(folder);
      Path partial = Files.createTempFile(folder, "partial-", ".tmp");
      try (InputStream content = library.getInputStream()) {
        Files.copy(content, partial, REPLACE_EXISTING);
        try (FileChannel complete = FileChannel.open(partial, WRITE)) {
          complete.force(true);
        }
        Files.move(partial, file, ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(partial);
      }
    }
    return folder;
  }

  private static URL resource() throws IOException {
    String name = "/" + Environment.getJniLibraryFileName("rocksdb");
    return Optional.ofNullable(RocksDB.class.getResource(name))
        .orElseThrow(() -> new IOException("rocksdb has no library for this machine: " + name));
  }

  /** Its size and, if it lies in a jar, its checksum. */
  private static String identity(URLConnection library) throws IOException {
    String size = String.valueOf(library.getContentLengthLong());
    return library instanceof JarURLConnection inJar
        ? size + "-%08x".formatted(inJar.getJarEntry().getCrc())
        : size;
  }
}

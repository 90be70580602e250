package io.sluice.storage.local;

import io.sluice.storage.BlobId;
import io.sluice.storage.BlobReader;
import io.sluice.storage.BlobStorage;
import io.sluice.storage.BlobWriter;
import io.sluice.storage.StorageError;
import io.sluice.storage.StorageException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One file a blob: {@code <folder>/<epoch>/<number>}, both in decimal. A file is finished once
 * something refers to it; the file system has no mark of it.
 *
 * <p>Syncs run on a few platform threads of their own, because a thread that syncs is blocked in
 * the kernel for long.
 */
public final class LocalBlobStorage implements BlobStorage {
  private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,18}");
  private static final int SYNC_THREADS = 8;

  private final Path folder;
  private final ReentrantLock making = new ReentrantLock();

  /** The last epoch whose folder was made and synced. */
  private volatile long durableEpoch;

  private final ExecutorService syncs =
      Executors.newFixedThreadPool(
          SYNC_THREADS, Thread.ofPlatform().daemon().name("blob-sync-", 0).factory());

  private final LongAdder syncsDone = new LongAdder();

  private LocalBlobStorage(Path folder) {
    this.folder = folder;
  }

  /** Opens a folder, and makes it where it is not there. */
  public static LocalBlobStorage open(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
      Path parent = folder.toAbsolutePath().getParent();
      if (parent != null) {
        syncFolder(parent);
      }
    } catch (IOException e) {
      throw failure("cannot open the blob folder " + folder, e);
    }
    return new LocalBlobStorage(folder);
  }

  /** How often the disk was waited for since this was opened, for files and for their folders. */
  public long syncs() {
    return syncsDone.sum();
  }

  @Override
  public BlobWriter create(BlobId id) throws IOException {
    Path file = path(id);
    try {
      if (durableEpoch != id.epoch()) {
        makeEpoch(id.epoch());
      }
      return new LocalBlobWriter(this, file, openNew(id));
    } catch (IOException e) {
      throw failure("cannot create blob " + id, e);
    }
  }

  private FileChannel openNew(BlobId id) throws IOException {
    try {
      return FileChannel.open(path(id), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (NoSuchFileException e) {
      // its epoch was removed, because its lease had run out
      makeEpoch(id.epoch());
      return FileChannel.open(path(id), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }
  }

  /**
   * Whoever is not the first to stage under an epoch must wait, too, until its folder is synced.
   */
  private void makeEpoch(long epoch) throws IOException {
    making.lock();
    try {
      Files.createDirectories(folder.resolve(Long.toString(epoch)));
      syncFolder(folder);
      durableEpoch = epoch;
    } finally {
      making.unlock();
    }
  }

  @Override
  public BlobReader open(BlobId id) throws IOException {
    try {
      return new LocalBlobReader(id, FileChannel.open(path(id), StandardOpenOption.READ));
    } catch (NoSuchFileException e) {
      throw new StorageException(StorageError.NOT_FOUND, "there is no blob " + id, e);
    } catch (IOException e) {
      throw failure("cannot open blob " + id, e);
    }
  }

  @Override
  public void delete(BlobId id) throws IOException {
    try {
      Files.deleteIfExists(path(id));
    } catch (IOException e) {
      throw failure("cannot delete blob " + id, e);
    }
  }

  @Override
  public List<Long> epochs() throws IOException {
    try (Stream<Path> folders = Files.list(folder)) {
      return folders
          .map(path -> path.getFileName().toString())
          .flatMap(name -> number(name, Long.MAX_VALUE).filter(epoch -> epoch > 0).stream())
          .toList();
    } catch (IOException e) {
      throw failure("cannot list the blob folder " + folder, e);
    }
  }

  @Override
  @SuppressWarnings("StreamResourceLeak") // whoever calls closes it
  public Stream<BlobId> blobs(long epoch) throws IOException {
    Path epochFolder = folder.resolve(Long.toString(epoch));
    try {
      return Files.list(epochFolder)
          .map(path -> path.getFileName().toString())
          .flatMap(name -> number(name, Integer.MAX_VALUE).stream())
          .map(number -> new BlobId(epoch, number.intValue()));
    } catch (NoSuchFileException e) {
      return Stream.empty();
    } catch (IOException e) {
      throw failure("cannot list the blob folder " + epochFolder, e);
    }
  }

  @Override
  public void removeEpoch(long epoch) throws IOException {
    try {
      Files.deleteIfExists(folder.resolve(Long.toString(epoch)));
    } catch (DirectoryNotEmptyException e) {
      // the blobs that objects refer to
    } catch (IOException e) {
      throw failure("cannot remove epoch " + epoch, e);
    }
  }

  @Override
  public void close() {
    syncs.close();
  }

  /** Syncs a file and the folder that names it. */
  void sync(FileChannel channel, Path file) throws IOException {
    Future<?> done =
        syncs.submit(
            () -> {
              channel.force(false);
              syncFolder(folderOf(file));
              syncsDone.add(2);
              return null;
            });
    try {
      done.get();
    } catch (ExecutionException e) {
      throw failure("cannot sync " + file, Objects.requireNonNull(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while syncing " + file, e);
    }
  }

  private static void syncFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** The number that a file or folder is named by; empty where it is named by none. */
  private static Optional<Long> number(String name, long max) {
    if (!DECIMAL.matcher(name).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.valueOf(name)).filter(number -> number <= max);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private Path path(BlobId id) {
    return folder.resolve(Long.toString(id.epoch())).resolve(Integer.toString(id.number()));
  }

  private static Path folderOf(Path file) {
    Path parent = file.getParent();
    if (parent == null) {
      throw new IllegalArgumentException(file + " is in no folder");
    }
    return parent;
  }

  /** Java tells a full disk from other faults only by the system's own words. */
  static StorageException failure(String what, Throwable cause) {
    String reason =
        cause instanceof FileSystemException fault && fault.getReason() != null
            ? fault.getReason()
            : String.valueOf(cause.getMessage());
    StorageError error =
        switch (reason) {
          case "No space left on device", "Disk quota exceeded", "File too large" ->
              StorageError.FULL;
          default -> StorageError.NOT_ACCESSIBLE;
        };
    return new StorageException(error, what + ": " + reason.toLowerCase(Locale.ROOT), cause);
  }
}

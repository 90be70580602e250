package io.sluice.catalog.table;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sluice.catalog.entity.Folder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotFiles;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.SeekableInputStream;

/**
 * The manifest lists of snapshots. Those that the next append is likely to follow stay in memory:
 * no such file is ever written twice.
 */
final class ManifestLists {
  static final int MOST_MANIFESTS = 10_000;

  private static final int MOST_BYTES = 8 << 20;
  private static final long MOST_EXPANDED = 32L << 20;
  private static final long MOST_MANIFESTS_KEPT = 50_000;

  private final Cache<Id, List<ManifestFile>> kept =
      Caffeine.newBuilder()
          .maximumWeight(MOST_MANIFESTS_KEPT)
          .weigher((Id _, List<ManifestFile> manifests) -> 1 + manifests.size())
          .build();

  /** Two catalogs may say the same location, and have no rights on each other's files. */
  private record Id(String catalog, String location) {}

  /**
   * What a snapshot consists of.
   *
   * @throws RuntimeException if it cannot be read, is not in the folder, or is too large
   */
  List<ManifestFile> read(Snapshot snapshot, Folder folder) {
    String location = snapshot.manifestListLocation();
    if (location == null || !folder.has(location)) {
      throw new BadRequestException("the manifest list is not where the metadata is");
    }
    Id id = new Id(folder.catalog(), location);
    List<ManifestFile> known = kept.getIfPresent(id);
    if (known != null) {
      return known;
    }
    byte[] content = content(location, folder);
    if (content.length > MOST_BYTES || !AvroBounds.isWithin(content, MOST_EXPANDED)) {
      throw new BadRequestException("the manifest list is too large, or is none");
    }
    List<ManifestFile> manifests = SnapshotFiles.manifests(location, content);
    kept.put(id, manifests);
    return manifests;
  }

  private static byte[] content(String location, Folder folder) {
    try (FileIO files = folder.files().get();
        SeekableInputStream in = files.newInputFile(location).newStream()) {
      return in.readNBytes(MOST_BYTES + 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps one that has been made here, before it is even written. */
  void remember(SnapshotFiles.Written written, Folder folder) {
    String location = written.snapshot().manifestListLocation();
    kept.put(
        new Id(folder.catalog(), location), SnapshotFiles.manifests(location, written.content()));
  }
}

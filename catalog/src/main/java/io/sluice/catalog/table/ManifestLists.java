package io.sluice.catalog.table;

import io.sluice.catalog.entity.BoundedFile;
import io.sluice.catalog.entity.Folder;
import io.sluice.catalog.entity.Rebased;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotFiles;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;

/**
 * The manifest lists of snapshots. Those that the next append is likely to follow stay in memory:
 * no such file is ever written twice.
 */
final class ManifestLists {
  static final int MOST_MANIFESTS = 10_000;

  private static final BoundedFile.Bounds BOUNDS = BoundedFile.Bounds.whole(8 << 20, 32 << 20);
  private static final long MOST_MANIFESTS_KEPT = 50_000;

  /** From the one that was used longest ago on: the newest of a table is what is asked for next. */
  private final LinkedHashMap<Id, List<ManifestFile>> kept = new LinkedHashMap<>(16, 0.75f, true);

  private long manifestsKept;

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
    List<ManifestFile> known = kept(id);
    if (known != null) {
      return known;
    }
    byte[] content = content(location, folder);
    List<ManifestFile> manifests = SnapshotFiles.manifests(location, content);
    keep(id, manifests);
    return manifests;
  }

  private @Nullable List<ManifestFile> kept(Id id) {
    synchronized (kept) {
      return kept.get(id);
    }
  }

  private void keep(Id id, List<ManifestFile> manifests) {
    synchronized (kept) {
      if (kept.putIfAbsent(id, manifests) == null) {
        manifestsKept += manifests.size() + 1L;
      }
      while (manifestsKept > MOST_MANIFESTS_KEPT) {
        manifestsKept -= kept.pollFirstEntry().getValue().size() + 1L;
      }
    }
  }

  private static byte[] content(String location, Folder folder) {
    for (Rebased file : folder.unwritten()) {
      if (file.file().equals(location)) {
        return file.content().unsafeArray();
      }
    }
    try (FileIO files = folder.files().get()) {
      return BoundedFile.content(files.newInputFile(location), BOUNDS);
    }
  }

  /** Keeps one that has been made here, before it is even written. */
  void remember(SnapshotFiles.Written written, Folder folder) {
    String location = written.snapshot().manifestListLocation();
    keep(new Id(folder.catalog(), location), SnapshotFiles.manifests(location, written.content()));
  }
}

package io.sluice.catalog.table;

import io.sluice.catalog.entity.Folder;
import io.sluice.catalog.entity.Rebased;
import io.sluice.store.Bytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotFiles;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

/**
 * Appends that come too late, put behind what came before them, where the table or the append asks
 * for it. It is what Iceberg's client does when it tries an append again: a new manifest list, with
 * the manifests of the newer snapshot and the append's own. The id of the snapshot stays, its
 * parent and what follows from that do not.
 */
final class AppendRebase {
  /** A property of tables, and of the summary of a snapshot, which counts more. */
  static final String PROPERTY = "sluice.commit.rebase-appends";

  private static final int UPDATES = 2;

  private final ManifestLists lists = new ManifestLists();

  /** An append, as a request has it. */
  private record Append(
      Snapshot snapshot,
      MetadataUpdate.SetSnapshotRef ref,
      UpdateRequirement.AssertRefSnapshotID expected) {}

  /**
   * The changes of an append to a list of manifests.
   *
   * @param own the manifests that it brings
   * @param replaced the paths of those that it has merged into its own
   */
  private record Change(List<ManifestFile> own, Set<String> replaced) {}

  Optional<Rebased> rebase(TableMetadata current, UpdateTableRequest request, Folder folder) {
    return append(request)
        .filter(append -> isWanted(current, append.snapshot()))
        .flatMap(append -> rebase(current, append, request, folder));
  }

  private Optional<Rebased> rebase(
      TableMetadata current, Append append, UpdateTableRequest request, Folder folder) {
    Snapshot snapshot = append.snapshot();
    SnapshotRef ref = current.ref(append.expected().refName());
    Snapshot head = ref == null ? null : current.snapshot(ref.snapshotId());
    if (head == null || !follows(current, append, ref, head)) {
      return Optional.empty();
    }
    Long parentId = snapshot.parentId();
    Snapshot parent = parentId == null ? null : current.snapshot(parentId);
    if (parentId != null && parent == null) {
      return Optional.empty();
    }
    List<ManifestFile> before = parent == null ? List.of() : lists.read(parent, folder);
    Change change = change(snapshot, before, lists.read(snapshot, folder)).orElse(null);
    if (change == null) {
      return Optional.empty();
    }
    List<ManifestFile> manifests = new ArrayList<>(change.own());
    int kept = 0;
    int found = 0;
    for (ManifestFile manifest : lists.read(head, folder)) {
      if (change.replaced().contains(manifest.path())) {
        found++;
      } else {
        manifests.add(manifest);
        kept++;
      }
    }
    if (found < change.replaced().size() || manifests.size() > ManifestLists.MOST_MANIFESTS) {
      // somebody else has replaced what this has merged
      return Optional.empty();
    }
    SnapshotFiles.Written written =
        SnapshotFiles.write(
            new SnapshotFiles.Draft(
                current,
                snapshot.snapshotId(),
                head.snapshotId(),
                Math.max(snapshot.timestampMillis(), head.timestampMillis()),
                DataOperations.APPEND,
                AppendSummary.after(head, snapshot, kept),
                "%s/snap-%d-0-%s.avro"
                    .formatted(folder.location(), snapshot.snapshotId(), UUID.randomUUID())),
            manifests);
    lists.remember(written, folder);
    return Optional.of(
        new Rebased(
            request(request, append, ref, head, written.snapshot()),
            written.snapshot().manifestListLocation(),
            Bytes.wrap(written.content())));
  }

  private static boolean isWanted(TableMetadata current, Snapshot snapshot) {
    String own = snapshot.summary().get(PROPERTY);
    return own != null ? Boolean.parseBoolean(own) : current.propertyAsBoolean(PROPERTY, false);
  }

  /** What a request does, if that is one append and nothing besides. */
  private static Optional<Append> append(UpdateTableRequest request) {
    Snapshot snapshot = null;
    MetadataUpdate.SetSnapshotRef ref = null;
    for (MetadataUpdate update : request.updates()) {
      if (update instanceof MetadataUpdate.AddSnapshot added) {
        snapshot = added.snapshot();
      } else if (update instanceof MetadataUpdate.SetSnapshotRef set) {
        ref = set;
      }
    }
    List<UpdateRequirement.AssertRefSnapshotID> expected =
        request.requirements().stream()
            .filter(UpdateRequirement.AssertRefSnapshotID.class::isInstance)
            .map(UpdateRequirement.AssertRefSnapshotID.class::cast)
            .toList();
    if (request.updates().size() != UPDATES
        || snapshot == null
        || ref == null
        || expected.size() != 1
        || ref.snapshotId() != snapshot.snapshotId()
        || !ref.name().equals(expected.getFirst().refName())
        || !Objects.equals(expected.getFirst().snapshotId(), snapshot.parentId())
        || !AppendSummary.isAppend(snapshot)
        || snapshot.keyId() != null
        || snapshot.manifestListLocation() == null) {
      return Optional.empty();
    }
    return Optional.of(new Append(snapshot, ref, expected.getFirst()));
  }

  /** Whether an append can come behind what is there, as far as the metadata tell. */
  private static boolean follows(
      TableMetadata current, Append append, SnapshotRef ref, Snapshot head) {
    Snapshot snapshot = append.snapshot();
    MetadataUpdate.SetSnapshotRef set = append.ref();
    Long parentId = snapshot.parentId();
    return current.formatVersion() >= 2
        && ref.isBranch()
        && set.type().equalsIgnoreCase("branch")
        && Objects.equals(set.minSnapshotsToKeep(), ref.minSnapshotsToKeep())
        && Objects.equals(set.maxSnapshotAgeMs(), ref.maxSnapshotAgeMs())
        && Objects.equals(set.maxRefAgeMs(), ref.maxRefAgeMs())
        && current.snapshot(snapshot.snapshotId()) == null
        && head.keyId() == null
        && (parentId == null
            || SnapshotUtil.isAncestorOf(head.snapshotId(), parentId, current::snapshot));
  }

  private static Optional<Change> change(
      Snapshot snapshot, List<ManifestFile> before, List<ManifestFile> after) {
    Set<String> replaced = new HashSet<>();
    before.forEach(manifest -> replaced.add(manifest.path()));
    List<ManifestFile> own = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    long addedFiles = 0;
    for (ManifestFile manifest : after) {
      if (!seen.add(manifest.path())) {
        return Optional.empty();
      }
      if (replaced.remove(manifest.path())) {
        continue;
      }
      if (!isOwn(snapshot, manifest)) {
        return Optional.empty();
      }
      addedFiles += manifest.addedFilesCount();
      own.add(unassigned(manifest));
    }
    return addedFiles == AppendSummary.addedFiles(snapshot)
        ? Optional.of(new Change(own, replaced))
        : Optional.empty();
  }

  private static ManifestFile unassigned(ManifestFile manifest) {
    boolean holdsOlder = manifest.minSequenceNumber() != manifest.sequenceNumber();
    return SnapshotFiles.unassigned(manifest, holdsOlder ? manifest.minSequenceNumber() : null);
  }

  /** Whether a manifest has been written for a snapshot, and takes nothing away. */
  private static boolean isOwn(Snapshot snapshot, ManifestFile manifest) {
    Long firstRowId = manifest.firstRowId();
    return manifest.content() == ManifestContent.DATA
        && Objects.equals(manifest.snapshotId(), snapshot.snapshotId())
        && manifest.sequenceNumber() == snapshot.sequenceNumber()
        && manifest.keyMetadata() == null
        && isCounted(manifest.addedFilesCount())
        && isCounted(manifest.existingFilesCount())
        && manifest.addedRowsCount() != null
        && manifest.existingRowsCount() != null
        && Objects.equals(manifest.deletedFilesCount(), 0)
        && Objects.equals(manifest.deletedRowsCount(), 0L)
        && (firstRowId == null
            || (snapshot.firstRowId() != null && firstRowId >= snapshot.firstRowId()));
  }

  private static boolean isCounted(@Nullable Integer count) {
    return count != null && count >= 0;
  }

  private static UpdateTableRequest request(
      UpdateTableRequest request, Append append, SnapshotRef ref, Snapshot head, Snapshot rebased) {
    List<UpdateRequirement> requirements = new ArrayList<>();
    for (UpdateRequirement requirement : request.requirements()) {
      requirements.add(
          requirement.equals(append.expected())
              ? new UpdateRequirement.AssertRefSnapshotID(
                  append.expected().refName(), head.snapshotId())
              : requirement);
    }
    List<MetadataUpdate> updates =
        List.of(
            new MetadataUpdate.AddSnapshot(rebased),
            new MetadataUpdate.SetSnapshotRef(
                append.ref().name(),
                rebased.snapshotId(),
                ref.type(),
                ref.minSnapshotsToKeep(),
                ref.maxSnapshotAgeMs(),
                ref.maxRefAgeMs()));
    return new UpdateTableRequest(requirements, updates);
  }
}

package io.sluice.catalog.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.store.memory.InMemoryStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Appends of Iceberg's own clients that come too late, and never try again. */
final class RebasedAppendsIT {
  private static final String PROPERTY = "sluice.commit.rebase-appends";
  private static final int WRITERS = 8;
  private static final int APPENDS = 4;
  private static final int ROWS = 7;
  private static final TableIdentifier TABLE = TableIdentifier.of("ns", "t");
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

  private final InMemoryStore store = new InMemoryStore();
  private final TestingCatalogServer server =
      new TestingCatalogServer(store, "memory://" + UUID.randomUUID());
  private final RESTCatalog catalog = server.connect("lake", Map.of());

  @BeforeEach
  void begin() {
    catalog.createNamespace(Namespace.of("ns"));
  }

  @AfterEach
  void end() throws IOException {
    catalog.close();
    server.close();
    store.close();
  }

  private Table create(int version, Map<String, String> further) {
    Map<String, String> properties = new HashMap<>(further);
    properties.put("format-version", Integer.toString(version));
    // whoever is refused fails
    properties.put("commit.retry.num-retries", "0");
    return catalog.buildTable(TABLE, SCHEMA).withProperties(properties).create();
  }

  private Table createRebasing(int version) {
    return create(version, Map.of(PROPERTY, "true"));
  }

  private Table other() {
    return catalog.loadTable(TABLE);
  }

  @ParameterizedTest
  @CsvSource({"2, true", "2, false", "3, true", "3, false"})
  void nobodyHasToTryAgain(int version, boolean fast) throws Exception {
    Table table = createRebasing(version);

    writeAll(fast ? Table::newFastAppend : Table::newAppend);

    table.refresh();
    assertThat(table.snapshots()).hasSize(WRITERS * APPENDS);
    assertThat(files(table, table.currentSnapshot())).hasSize(WRITERS * APPENDS);
    assertThat(table.currentSnapshot().summary())
        .containsEntry("total-data-files", Integer.toString(WRITERS * APPENDS))
        .containsEntry("total-records", Integer.toString(WRITERS * APPENDS * ROWS));
    requireHistory(table);
  }

  /** Each snapshot is its parent and one file more, whose numbers are those of that snapshot. */
  private static void requireHistory(Table table) throws IOException {
    Snapshot snapshot = table.currentSnapshot();
    int left = WRITERS * APPENDS;
    long after = Long.MAX_VALUE;
    while (snapshot != null) {
      List<FileScanTask> tasks = tasks(table, snapshot);
      assertThat(files(table, snapshot)).hasSize(left).hasSameSizeAs(tasks);
      long number = snapshot.sequenceNumber();
      assertThat(number).isEqualTo(left);
      assertThat(tasks).filteredOn(task -> number == fileNumber(task)).hasSize(1);
      if (snapshot.firstRowId() != null) {
        long first = Objects.requireNonNull(snapshot.firstRowId());
        assertThat(first + Objects.requireNonNull(snapshot.addedRows())).isLessThanOrEqualTo(after);
        after = first;
        Set<Long> rows = new HashSet<>();
        tasks.forEach(task -> rows.add(Objects.requireNonNull(task.file().firstRowId())));
        assertThat(rows).hasSize(left).allMatch(row -> row % ROWS == 0 && row >= 0);
      }
      long id = snapshot.snapshotId();
      assertThat(snapshot.allManifests(table.io()))
          .filteredOn(manifest -> Objects.equals(manifest.snapshotId(), id))
          .hasSize(1);
      left--;
      snapshot = snapshot.parentId() == null ? null : table.snapshot(snapshot.parentId());
    }
    assertThat(left).isZero();
  }

  private static long fileNumber(FileScanTask task) {
    return Objects.requireNonNull(task.file().fileSequenceNumber());
  }

  private static List<FileScanTask> tasks(Table table, Snapshot snapshot) throws IOException {
    List<FileScanTask> all = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks =
        table.newScan().useSnapshot(snapshot.snapshotId()).planFiles()) {
      tasks.forEach(all::add);
    }
    return all;
  }

  private static Set<String> files(Table table, Snapshot snapshot) throws IOException {
    Set<String> all = new HashSet<>();
    tasks(table, snapshot).forEach(task -> all.add(task.file().location()));
    return all;
  }

  private void writeAll(Function<Table, AppendFiles> append) throws Exception {
    List<Future<?>> writers = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int writer = 0; writer < WRITERS; writer++) {
        int number = writer;
        writers.add(
            executor.submit(
                () -> {
                  try (RESTCatalog own = server.connect("writer" + number, Map.of())) {
                    Table table = own.loadTable(TABLE);
                    for (int i = 0; i < APPENDS; i++) {
                      append.apply(table).appendFile(file(number + "-" + i)).commit();
                    }
                  }
                  return null;
                }));
      }
    }
    for (Future<?> writer : writers) {
      writer.get();
    }
  }

  private static DataFile file(String name) {
    return DataFiles.builder(PartitionSpec.unpartitioned())
        .withPath("memory://data/" + name + ".parquet")
        .withFileSizeInBytes(10)
        .withRecordCount(ROWS)
        .build();
  }

  @Test
  void anAppendComesBehindADeletion() throws IOException {
    Table table = createRebasing(2);
    table.newFastAppend().appendFile(file("a")).appendFile(file("b")).commit();
    server.meanwhile(() -> other().newDelete().deleteFile(file("a")).commit());

    table.newFastAppend().appendFile(file("c")).commit();

    table.refresh();
    assertThat(files(table, table.currentSnapshot()))
        .containsExactlyInAnyOrder(file("b").location(), file("c").location());
    assertThat(table.currentSnapshot().summary()).containsEntry("total-data-files", "2");
  }

  @Test
  void whoeverChecksWhatIsThereMustCheckAgain() {
    Table table = createRebasing(2);
    table.newFastAppend().appendFile(file("a")).commit();
    server.meanwhile(() -> other().newFastAppend().appendFile(file("b")).commit());

    assertThatThrownBy(() -> table.newOverwrite().deleteFile(file("a")).addFile(file("c")).commit())
        .isInstanceOf(CommitFailedException.class);
  }

  @Test
  void nothingIsRebasedThatDidNotAskForIt() {
    Table table = create(2, Map.of());
    server.meanwhile(() -> other().newFastAppend().appendFile(file("b")).commit());

    assertThatThrownBy(() -> table.newFastAppend().appendFile(file("a")).commit())
        .isInstanceOf(CommitFailedException.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAppendDecidesForItself(boolean wanted) {
    Table table = create(2, Map.of(PROPERTY, Boolean.toString(!wanted)));
    server.meanwhile(() -> other().newFastAppend().appendFile(file("b")).commit());
    AppendFiles append =
        table.newFastAppend().appendFile(file("a")).set(PROPERTY, Boolean.toString(wanted));

    if (wanted) {
      append.commit();
      table.refresh();
      assertThat(table.snapshots()).hasSize(2);
    } else {
      assertThatThrownBy(append::commit).isInstanceOf(CommitFailedException.class);
    }
  }

  @Test
  void mergedManifestsStayMerged() throws IOException {
    Table table = createRebasing(3);
    table.updateProperties().set("commit.manifest.min-count-to-merge", "2").commit();
    table.newAppend().appendFile(file("a")).commit();
    table.newAppend().appendFile(file("b")).commit();
    server.meanwhile(() -> other().newFastAppend().appendFile(file("c")).commit());

    table.newAppend().appendFile(file("d")).commit();

    table.refresh();
    assertThat(files(table, table.currentSnapshot())).hasSize(4);
    assertThat(table.currentSnapshot().allManifests(table.io())).hasSize(2);
    Set<Long> rows = new HashSet<>();
    tasks(table, table.currentSnapshot()).forEach(task -> rows.add(task.file().firstRowId()));
    assertThat(rows).hasSize(4).doesNotContainNull();
  }

  @Test
  void whatBothHaveMergedIsMergedAgainByTheClient() {
    Table table = createRebasing(2);
    table.updateProperties().set("commit.manifest.min-count-to-merge", "2").commit();
    table.newAppend().appendFile(file("a")).commit();
    table.newAppend().appendFile(file("b")).commit();
    server.meanwhile(() -> other().newAppend().appendFile(file("c")).commit());

    assertThatThrownBy(() -> table.newAppend().appendFile(file("d")).commit())
        .isInstanceOf(CommitFailedException.class);
  }

  @Test
  void aBranchThatWasSetBackIsNotFollowed() {
    Table table = createRebasing(2);
    table.newFastAppend().appendFile(file("a")).commit();
    long first = table.currentSnapshot().snapshotId();
    table.newFastAppend().appendFile(file("b")).commit();
    server.meanwhile(() -> other().manageSnapshots().rollbackTo(first).commit());

    assertThatThrownBy(() -> table.newFastAppend().appendFile(file("c")).commit())
        .isInstanceOf(CommitFailedException.class);
  }

  @Test
  void expiringKeepsWhatTheLastOneConsistsOf() throws Exception {
    Table table = createRebasing(2);
    writeAll(Table::newFastAppend);
    table.refresh();

    table.expireSnapshots().expireOlderThan(Long.MAX_VALUE).retainLast(1).commit();

    table.refresh();
    assertThat(table.snapshots()).hasSize(1);
    assertThat(files(table, table.currentSnapshot())).hasSize(WRITERS * APPENDS);
    for (ManifestFile manifest : table.currentSnapshot().allManifests(table.io())) {
      assertThat(table.io().newInputFile(manifest.path()).exists()).isTrue();
    }
  }

  @Test
  void whatWasWrittenInVainIsRemoved() {
    Table table = createRebasing(2);
    table.newFastAppend().appendFile(file("a")).commit();
    Set<String> written = ConcurrentHashMap.newKeySet();
    server.meanwhile(
        () -> {
          other().newFastAppend().appendFile(file("b")).commit();
          server.storage.decorate(files -> new Halfway(files, written));
        });

    assertThatThrownBy(() -> table.newFastAppend().appendFile(file("c")).commit())
        .isInstanceOf(RuntimeException.class);

    // the client sends it again, as it was told to
    assertThat(written).isNotEmpty();
    for (String file : written) {
      assertThat(new InMemoryFileIO().fileExists(file)).isFalse();
    }
  }

  /** Takes manifest lists and no metadata files. */
  private static final class Halfway implements FileIO {
    private static final long serialVersionUID = 1;

    private final transient FileIO files;
    private final transient Set<String> written;

    Halfway(FileIO files, Set<String> written) {
      this.files = files;
      this.written = written;
    }

    @Override
    public InputFile newInputFile(String path) {
      return files.newInputFile(path);
    }

    @Override
    public OutputFile newOutputFile(String path) {
      if (path.endsWith(".json")) {
        throw new RuntimeIOException("the storage is full");
      }
      written.add(path);
      return files.newOutputFile(path);
    }

    @Override
    public void deleteFile(String path) {
      files.deleteFile(path);
    }
  }
}

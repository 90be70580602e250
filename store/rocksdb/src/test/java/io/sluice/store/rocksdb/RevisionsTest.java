package io.sluice.store.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

final class RevisionsTest {
  @TempDir private Path folder;

  private Database database;
  private Batch batch;

  @BeforeEach
  void open() {
    database = Database.create(new StoreFolder(folder), RocksDbOptions.defaults());
    batch = database.newBatch();
  }

  @AfterEach
  void close() {
    batch.close();
    database.close();
  }

  private long stored() throws RocksDBException {
    return database.number(Layout.REVISIONS);
  }

  @Test
  void theFirstRevisionMustBeReserved() throws RocksDBException {
    Revisions revisions = new Revisions(stored());
    assertThat(revisions.mustReserve()).isFalse();
    long first = revisions.next();
    assertThat(revisions.mustReserve()).isTrue();

    revisions.reserve(batch);
    database.write(batch);
    revisions.confirm();

    assertThat(revisions.mustReserve()).isFalse();
    assertThat(stored()).isGreaterThan(first + 1_000);
    assertThat(revisions.next()).isEqualTo(first + 1);
    assertThat(revisions.mustReserve()).isFalse();
  }

  @Test
  void whatWasNotWrittenIsNotReserved() throws RocksDBException {
    Revisions revisions = new Revisions(stored());
    revisions.next();
    revisions.reserve(batch);

    assertThat(revisions.mustReserve()).isTrue();
    assertThat(stored()).isZero();
  }

  @Test
  void countingGoesOnBehindAllThatMayHaveBeenGivenOut() throws RocksDBException {
    Revisions before = new Revisions(stored());
    long last = before.next();
    before.reserve(batch);
    database.write(batch);
    before.confirm();
    while (!before.mustReserve()) {
      last = before.next();
    }

    // the one that would have had to be reserved was not, and so was not told to anyone
    Revisions after = new Revisions(stored());
    assertThat(after.next()).isEqualTo(last);
    assertThat(List.of(after.mustReserve(), before.mustReserve())).containsOnly(true);
  }
}

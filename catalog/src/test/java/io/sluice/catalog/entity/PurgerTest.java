package io.sluice.catalog.entity;

import static io.sluice.catalog.entity.TestingEntities.TABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.catalog.record.Keys;
import io.sluice.catalog.rest.TestingTableStorage;
import io.sluice.store.Transaction;
import java.time.Clock;
import java.time.Duration;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PurgerTest {
  private final TestingEntities lake = new TestingEntities();
  private String file = "";

  @BeforeEach
  void drop() {
    file = lake.create("t").record().getMetadataLocation();
    lake.entities.drop(lake.catalog, TABLE, lake.form, Entities.Files.PURGE, Once.NONE);
    assertThat(lake.store.count(Keys.PURGES)).isEqualTo(1);
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private void purge(TestingTableStorage storage, Duration later) {
    new Purger(lake.store, storage, Clock.offset(lake.clock, later)).purge(() -> true);
  }

  /** A storage that is away. */
  private static TestingTableStorage away() {
    TestingTableStorage storage = new TestingTableStorage();
    storage.decorate(
        _ -> {
          throw new RuntimeIOException("the storage is away");
        });
    return storage;
  }

  private boolean isThere() {
    return new InMemoryFileIO().fileExists(file);
  }

  @Test
  void whatCannotBeReachedIsTriedAgainForAWeek() {
    purge(away(), Duration.ZERO);
    purge(away(), Duration.ofDays(7));
    assertThat(lake.store.count(Keys.PURGES)).isEqualTo(1);
    purge(away(), Duration.ofDays(7).plusMillis(1));
    assertThat(lake.store.count(Keys.PURGES)).isZero();
    assertThat(isThere()).isTrue();
  }

  @Test
  void filesOfADroppedCatalogAreLeftAndForgotten() {
    long _ = lake.store.commit(Transaction.builder().delete(Keys.catalog("lake")).build());
    purge(lake.storage, Duration.ZERO);
    assertThat(lake.store.count(Keys.PURGES)).isZero();
    assertThat(isThere()).isTrue();
  }

  @Test
  void filesOfATableAreDeleted() {
    purge(lake.storage, Duration.ofDays(7));
    assertThat(lake.store.count(Keys.PURGES)).isZero();
    assertThat(isThere()).isFalse();
  }
}

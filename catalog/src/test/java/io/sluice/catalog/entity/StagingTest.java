package io.sluice.catalog.entity;

import static io.sluice.catalog.entity.TestingEntities.GRACE;
import static io.sluice.catalog.entity.TestingEntities.NAMESPACE;
import static io.sluice.catalog.entity.TestingEntities.TABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.catalog.record.Keys;
import io.sluice.catalog.rest.TestingTableStorage;
import io.sluice.store.Bytes;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Key;
import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import io.sluice.store.Transaction;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StagingTest {
  private final TestingEntities lake = new TestingEntities();

  @AfterEach
  void close() {
    lake.close();
  }

  private static boolean changesAnEntity(Transaction transaction) {
    return transaction.mutations().stream()
        .anyMatch(mutation -> mutation.key().table().equals(Keys.ENTITIES));
  }

  private static void lose(Transaction transaction) {
    if (changesAnEntity(transaction)) {
      throw new StoreException(StoreError.UNAVAILABLE, "nobody answers");
    }
  }

  /** A process that comes as far as the change, and no further. */
  private static Consumer<Transaction> dies() {
    AtomicBoolean dead = new AtomicBoolean();
    return transaction -> {
      if (changesAnEntity(transaction) || dead.get()) {
        dead.set(true);
        throw new StoreException(StoreError.UNAVAILABLE, "the process is gone");
      }
    };
  }

  @Test
  void whatWasStagedAndNotCommittedIsReapedWhenItsGraceIsOver() {
    Found created = lake.create("t");
    lake.store.before(dies());
    assertThatThrownBy(
            () ->
                lake.entities.commit(
                    lake.catalog,
                    TABLE,
                    lake.form,
                    TestingEntities.set(TABLE, "a", "1"),
                    Once.NONE))
        .isInstanceOf(CommitStateUnknownException.class);
    lake.store.before(_ -> {});
    assertThat(lake.store.count(Keys.INTENTS)).isEqualTo(1);

    lake.reaper(GRACE.dividedBy(2)).reap(() -> true);
    assertThat(lake.store.count(Keys.INTENTS)).isEqualTo(1);
    lake.reaper(GRACE.multipliedBy(2)).reap(() -> true);

    assertThat(lake.store.count(Keys.INTENTS)).isZero();
    assertThat(lake.found(TABLE).record()).isEqualTo(created.record());
    assertThat(lake.now(TABLE).properties()).doesNotContainKey("a");
    assertThat(new InMemoryFileIO().fileExists(created.record().getMetadataLocation())).isTrue();
  }

  @Test
  void aLocationThatWasClaimedInVainIsFreeAgain() {
    lake.store.before(dies());
    assertThatThrownBy(() -> lake.create("t")).isInstanceOf(CommitStateUnknownException.class);
    lake.store.before(_ -> {});
    assertThatThrownBy(() -> lake.create("t")).isInstanceOf(ServiceUnavailableException.class);

    lake.reaper(GRACE.multipliedBy(2)).reap(() -> true);

    assertThat(lake.create("t").record().getLocation()).isEqualTo(lake.base + "/t");
    assertThat(lake.store.count(Keys.LOCATIONS)).isEqualTo(1);
  }

  @Test
  void whoeverComesLaterNeedNotWaitForTheReaper() {
    lake.store.before(dies());
    assertThatThrownBy(() -> lake.create("t")).isInstanceOf(CommitStateUnknownException.class);
    lake.store.before(_ -> {});

    Entities later = lake.entities(Locations.PATIENCE.plusMillis(1));
    later.requireFree(lake.catalog, lake.base + "/t/inside");
    assertThat(lake.create(later, "t").record().getLocation()).isEqualTo(lake.base + "/t");
    lake.reaper(GRACE.dividedBy(2)).reap(() -> true);
    assertThat(lake.store.count(Keys.INTENTS)).isEqualTo(1);
    lake.reaper(GRACE.multipliedBy(2)).reap(() -> true);

    assertThat(lake.store.count(Keys.INTENTS)).isZero();
    assertThat(lake.store.count(Keys.LOCATIONS)).isEqualTo(1);
    assertThatThrownBy(() -> later.requireFree(lake.catalog, lake.base + "/t/inside"))
        .isInstanceOf(LocationTakenException.class);
  }

  /** Who was only slow has lost the location, and takes nothing away from who has it now. */
  @Test
  void whoIsSlowCannotCommitWhatSomebodyElseHasTaken() {
    List<Found> faster = new ArrayList<>();
    lake.store.before(
        transaction -> {
          if (changesAnEntity(transaction) && faster.isEmpty()) {
            lake.store.before(_ -> {});
            faster.add(lake.create(lake.entities(Locations.PATIENCE.multipliedBy(2)), "t"));
          }
        });

    assertThatThrownBy(() -> lake.create("t")).isInstanceOf(AlreadyExistsException.class);

    assertThat(lake.found(TABLE).record()).isEqualTo(faster.getFirst().record());
    assertThat(lake.store.count(Keys.LOCATIONS)).isEqualTo(1);
    assertThatThrownBy(() -> create("other", "/t")).isInstanceOf(LocationTakenException.class);
  }

  @Test
  void whatTheStoreDidNotTakeIsKnownToHaveComeToNothing() {
    lake.store.before(StagingTest::lose);
    assertThatThrownBy(() -> lake.create("t")).isInstanceOf(ServiceUnavailableException.class);
    lake.store.before(_ -> {});

    assertThat(lake.store.count(Keys.INTENTS)).isZero();
    assertThat(lake.store.count(Keys.LOCATIONS)).isZero();
    Found _ = lake.create("t");
  }

  /** As where a catalog was deleted before its files were. */
  @Test
  void whatCannotBeReachedAnyMoreIsGivenUp() {
    Found _ = lake.create("t");
    lake.entities.drop(lake.catalog, TABLE, lake.form, Entities.Files.PURGE, Once.NONE);
    lake.store.before(dies());
    assertThatThrownBy(() -> lake.create("u")).isInstanceOf(CommitStateUnknownException.class);
    lake.store.before(_ -> {});
    lake.storage.decorate(
        _ -> {
          throw new ForbiddenException("there is no such catalog");
        });

    new Purger(lake.store, lake.storage, lake.clock).purge(() -> true);
    lake.reaper(GRACE.multipliedBy(2)).reap(() -> true);

    assertThat(lake.store.count(Keys.PURGES)).isZero();
    assertThat(lake.store.count(Keys.INTENTS)).isZero();
    assertThat(lake.store.count(Keys.LOCATIONS)).isZero();
  }

  @Test
  void nothingIsCommittedOnceItsIntentIsReaped() {
    Found _ = lake.create("t");
    List<String> reaped = new ArrayList<>();
    lake.store.before(
        transaction -> {
          if (changesAnEntity(transaction) && reaped.isEmpty()) {
            reaped.add("once");
            lake.reaper(GRACE.multipliedBy(2)).reap(() -> true);
          }
        });

    Found found =
        lake.entities.commit(
            lake.catalog, TABLE, lake.form, TestingEntities.set(TABLE, "a", "1"), Once.NONE);

    // the second attempt made a file of its own
    assertThat(new InMemoryFileIO().fileExists(found.record().getMetadataLocation())).isTrue();
    assertThat(lake.now(TABLE).properties()).containsEntry("a", "1");
    assertThat(lake.store.count(Keys.INTENTS)).isZero();
  }

  @Test
  void aReplyThatIsLostIsFoundInTheStore() {
    Found _ = lake.create("t");
    lake.store.after(StagingTest::lose);

    Found found =
        lake.entities.commit(
            lake.catalog, TABLE, lake.form, TestingEntities.set(TABLE, "a", "1"), Once.NONE);

    lake.store.after(_ -> {});
    assertThat(found.record()).isEqualTo(lake.found(TABLE).record());
  }

  @Test
  void aFileThatCannotBeWrittenLeavesNothing() {
    lake.storage.decorate(
        files ->
            new TestingFileIO(
                files,
                () -> {
                  throw new RuntimeIOException("no space left");
                },
                () -> {}));

    assertThatThrownBy(() -> lake.create("t")).isInstanceOf(UncheckedIOException.class);

    assertThat(lake.store.count(Keys.INTENTS)).isZero();
    assertThat(lake.store.count(Keys.LOCATIONS)).isZero();
    assertThat(lake.store.count(Keys.ENTITIES)).isZero();
  }

  /** With the file in the same store there is nothing to be left behind. */
  @Test
  void whereTheFileIsInTheStoreAChangeIsOneTransaction() {
    lake.storage.keepTogether();
    Found _ = lake.create("t");
    assertThat(lake.store.count(TestingTableStorage.FILES)).isEqualTo(1);
    int before = lake.store.commits.get();

    Found found = set("a", "1");

    assertThat(lake.store.commits.get() - before).isEqualTo(1);
    assertThat(lake.store.count(Keys.INTENTS)).isZero();
    assertThat(lake.store.count(TestingTableStorage.FILES)).isEqualTo(2);
    Bytes file =
        lake.store
            .get(
                new Key(
                    TestingTableStorage.FILES, Bytes.utf8(found.record().getMetadataLocation())))
            .orElseThrow()
            .value();
    assertThat(lake.form.fromJson(file.toUtf8(), found.record().getMetadataLocation()).properties())
        .containsEntry("a", "1");
  }

  @Test
  void whatIsTooMuchForOneTransactionIsPreparedAsBefore() {
    lake.storage.keepTogether();
    Found _ = lake.create("t");
    StringBuilder incompressible = new StringBuilder();
    Random random = new Random(1);
    random.ints(600_000, 'a', 'z').forEach(incompressible::appendCodePoint);

    Found found = set("a", incompressible.toString());

    assertThat(new InMemoryFileIO().fileExists(found.record().getMetadataLocation())).isTrue();
    assertThat(lake.now(TABLE).properties()).containsKey("a");
    lake.reaper(GRACE.multipliedBy(2)).reap(() -> true);
    assertThat(lake.store.count(Keys.INTENTS)).isZero();
  }

  @Test
  void whatTheStoreDidNotTakeWithItsFileComesToNothingAlsoWhenItComesLate() {
    lake.storage.keepTogether();
    Found _ = lake.create("t");
    List<Transaction> late = new ArrayList<>();
    lake.store.before(
        transaction -> {
          if (late.isEmpty()) {
            late.add(transaction);
            throw new StoreException(StoreError.UNAVAILABLE, "nobody answers");
          }
        });

    assertThatThrownBy(() -> set("a", "1")).isInstanceOf(ServiceUnavailableException.class);

    assertThatThrownBy(() -> lake.store.commit(late.getFirst()))
        .isInstanceOf(ConditionFailedException.class);
    assertThat(lake.now(TABLE).properties()).doesNotContainKey("a");
    assertThat(lake.store.count(TestingTableStorage.FILES)).isEqualTo(1);
  }

  @Test
  void aReplyThatIsLostIsFoundInTheStoreWithItsFile() {
    lake.storage.keepTogether();
    Found _ = lake.create("t");
    lake.store.after(StagingTest::lose);

    Found found = set("a", "1");

    lake.store.after(_ -> {});
    assertThat(found.record()).isEqualTo(lake.found(TABLE).record());
    assertThat(lake.store.count(TestingTableStorage.FILES)).isEqualTo(2);
  }

  @Test
  void aStoreThatIsGoneLeavesTheOutcomeUnknownAlsoWithItsFile() {
    lake.storage.keepTogether();
    Found _ = lake.create("t");
    lake.store.before(dies());

    assertThatThrownBy(() -> set("a", "1")).isInstanceOf(CommitStateUnknownException.class);
  }

  private Found set(String key, String value) {
    return lake.entities.commit(
        lake.catalog, TABLE, lake.form, TestingEntities.set(TABLE, key, value), Once.NONE);
  }

  @Test
  void noTableLiesInsideOrAroundAnother() {
    Found _ = create("a", "/x/y");

    assertThatThrownBy(() -> create("b", "/x/y")).isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() -> create("b", "/x/y/z")).isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() -> create("b", "/x")).isInstanceOf(ForbiddenException.class);
    assertThat(create("b", "/x/yz").record().getLocation()).endsWith("/x/yz");
    assertThat(lake.store.count(Keys.LOCATIONS)).isEqualTo(2);

    lake.entities.drop(
        lake.catalog,
        TableIdentifier.of(NAMESPACE, "a"),
        lake.form,
        Entities.Files.KEEP,
        Once.NONE);
    assertThat(create("c", "/x/y/z").record().getLocation()).endsWith("/x/y/z");
  }

  /** Whoever claims the outer location finds the inner one, which was faster, and gives way. */
  @Test
  void ofTwoThatComeAtTheSameTimeAtMostOneStays() {
    List<String> once = new ArrayList<>();
    lake.store.before(
        transaction -> {
          boolean claims =
              transaction.mutations().stream()
                  .anyMatch(mutation -> mutation.key().table().equals(Keys.LOCATIONS));
          if (claims && once.isEmpty()) {
            once.add("inner");
            Found _ = create("inner", "/x/y");
          }
        });

    assertThatThrownBy(() -> create("outer", "/x")).isInstanceOf(LocationTakenException.class);

    assertThat(lake.store.count(Keys.LOCATIONS)).isEqualTo(1);
    assertThat(lake.store.count(Keys.INTENTS)).isZero();
  }

  private Found create(String name, String location) {
    return lake.entities.create(
        lake.catalog,
        TableIdentifier.of(NAMESPACE, name),
        lake.form,
        lake.metadata(lake.base + location),
        Once.NONE);
  }

  @Test
  void theReaperLeavesAloneWhatIsUnderWay() {
    Found created = lake.create("t");

    lake.reaper(Duration.ofDays(1)).reap(() -> true);

    assertThat(lake.found(TABLE).record()).isEqualTo(created.record());
  }
}

package io.sluice.store.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.sluice.store.Bytes;
import io.sluice.store.Condition;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.Limits;
import io.sluice.store.MetadataStore;
import io.sluice.store.Mutation;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.Transaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The contract fails for each store that breaks one of its sentences. */
final class PlantedBugsTest {
  private static final String MODEL = "itDoesWhatTheModelDoes()";

  /** The contract of the store that the test in progress names. */
  static final class OfThisStore extends MetadataStoreContract {
    private static final ThreadLocal<Supplier<MetadataStore>> STORE = new ThreadLocal<>();

    @Override
    protected MetadataStore open() {
      return STORE.get().get();
    }
  }

  private static List<String> failures(Supplier<MetadataStore> store) {
    OfThisStore.STORE.set(store);
    try {
      return EngineTestKit.engine("junit-jupiter")
          .selectors(selectClass(OfThisStore.class))
          .execute()
          .testEvents()
          .failed()
          .map(event -> event.getTestDescriptor().getDisplayName())
          .toList();
    } finally {
      OfThisStore.STORE.remove();
    }
  }

  /** Everything is right but what a scan answers. */
  private static class Scanner extends TestingDecorator {
    Page change(Page page) {
      return page;
    }

    @Override
    public Page scan(Scan scan) {
      return change(super.scan(scan));
    }
  }

  /** Everything is right but what becomes of a transaction. */
  private static class Committer extends TestingDecorator {
    List<Condition> conditions(List<Condition> conditions) {
      return conditions;
    }

    List<Mutation> mutations(List<Mutation> mutations) {
      return mutations;
    }

    @Override
    public long commit(Transaction transaction) {
      List<Condition> conditions = conditions(transaction.conditions());
      List<Mutation> mutations = mutations(transaction.mutations());
      return conditions.isEmpty() && mutations.isEmpty()
          ? 0
          : super.commit(new Transaction(conditions, mutations));
    }
  }

  @Test
  void aCorrectStorePasses() {
    assertThat(failures(TestingDecorator::new)).isEmpty();
  }

  @Test
  void signedOrderIsFound() {
    Comparator<Page.Item> signed =
        Comparator.comparing(item -> item.name().unsafeArray(), Arrays::compare);
    assertThat(
            failures(
                () ->
                    new Scanner() {
                      @Override
                      Page change(Page page) {
                        List<Page.Item> items = new ArrayList<>(page.entries());
                        items.sort(signed);
                        return new Page(items, page.commonPrefixes(), page.next());
                      }
                    }))
        .contains(MODEL, "namesAreOrderedAsUnsignedBytes()");
  }

  @Test
  void aGroupListedAgainBehindItselfIsFound() {
    assertThat(
            failures(
                () ->
                    new TestingDecorator() {
                      @Override
                      public Page scan(Scan scan) {
                        return super.scan(
                            scan.after().isEmpty()
                                ? scan
                                : scan.after(scan.after().plus(StoreContract.bytes("\0"))));
                      }
                    }))
        .contains(MODEL, "afterACommonPrefixNoneOfItsNamesIsRead()");
  }

  @Test
  void aNextPageThatIsEmptyIsFound() {
    assertThat(
            failures(
                () ->
                    new Scanner() {
                      @Override
                      Page change(Page page) {
                        Optional<Bytes> last =
                            page.entries().isEmpty()
                                ? Optional.empty()
                                : Optional.of(page.entries().getLast().name());
                        return new Page(
                            page.entries(), page.commonPrefixes(), page.next().or(() -> last));
                      }
                    }))
        .contains(MODEL, "nothingFollowsAPageThatJustFits()");
  }

  @Test
  void aLostNextPageIsFound() {
    assertThat(
            failures(
                () ->
                    new Scanner() {
                      @Override
                      Page change(Page page) {
                        return new Page(page.entries(), page.commonPrefixes(), Optional.empty());
                      }
                    }))
        .contains(MODEL, "theLimitCountsEntriesAndCommonPrefixesTogether()");
  }

  @Test
  void aDelimiterCutToItsFirstByteIsFound() {
    assertThat(
            failures(
                () ->
                    new TestingDecorator() {
                      @Override
                      public Page scan(Scan scan) {
                        Bytes delimiter = scan.delimiter();
                        Bytes cut = delimiter.slice(0, Math.min(1, delimiter.length()));
                        return super.scan(
                            new Scan(scan.table(), scan.prefix(), cut, scan.after(), scan.limit()));
                      }
                    }))
        .contains(MODEL, "theDelimiterMayHaveSeveralBytes()");
  }

  @Test
  void unchangedTakenForPresentIsFound() {
    assertThat(
            failures(
                () ->
                    new Committer() {
                      @Override
                      List<Condition> conditions(List<Condition> conditions) {
                        return conditions.stream()
                            .map(
                                condition ->
                                    condition instanceof Condition.Unchanged
                                        ? new Condition.Present(condition.key())
                                        : condition)
                            .toList();
                      }
                    }))
        .contains(
            MODEL, "unchangedHoldsForTheRevisionThatWasRead()", "commitsAndReadsAreSerialisable()");
  }

  @Test
  void aDeleteThatDoesNotDeleteIsFound() {
    assertThat(
            failures(
                () ->
                    new Committer() {
                      @Override
                      List<Mutation> mutations(List<Mutation> mutations) {
                        return mutations.stream()
                            .filter(mutation -> mutation instanceof Mutation.Put)
                            .toList();
                      }
                    }))
        .contains(MODEL, "deletedNamesAreNotListed()");
  }

  @Test
  void halfATransactionAppliedBeforeItsConditionsFailIsFound() {
    assertThat(
            failures(
                () ->
                    new TestingDecorator() {
                      @Override
                      public long commit(Transaction transaction) {
                        try {
                          return super.commit(transaction);
                        } catch (ConditionFailedException e) {
                          if (!transaction.mutations().isEmpty()) {
                            super.commit(
                                new Transaction(List.of(), transaction.mutations().subList(0, 1)));
                          }
                          throw e;
                        }
                      }
                    }))
        .contains(MODEL, "ifAConditionFailsNothingIsChanged()");
  }

  @Test
  void aRevisionReturnedTwiceIsFound() {
    assertThat(
            failures(
                () ->
                    new TestingDecorator() {
                      @Override
                      public long commit(Transaction transaction) {
                        long revision = super.commit(transaction);
                        return transaction.mutations().isEmpty() ? 1 : revision;
                      }
                    }))
        .contains(MODEL, "revisionsAreNeverReturnedTwice()");
  }

  @Test
  void answersInAnotherOrderAreFound() {
    assertThat(
            failures(
                () ->
                    new TestingDecorator() {
                      @Override
                      public List<Optional<Entry>> getAll(List<Key> keys) {
                        List<Optional<Entry>> answers = new ArrayList<>(super.getAll(keys));
                        Collections.reverse(answers);
                        return answers;
                      }
                    }))
        .contains(MODEL, "getAllAnswersInTheOrderOfItsKeys()");
  }

  @Test
  void limitsNotKeptAreFound() {
    assertThat(
            failures(
                () ->
                    new TestingDecorator() {
                      @Override
                      public Limits limits() {
                        return new Limits(1_200, 257 << 10, 2 << 20);
                      }
                    }))
        .contains("theLongestNameIsStored()", "theLargestValueIsStored()");
    assertThat(
            failures(
                () ->
                    new TestingDecorator() {
                      @Override
                      public Limits limits() {
                        return new Limits(1_100, 256 << 10, 1 << 20);
                      }

                      @Override
                      public long commit(Transaction transaction) {
                        List<Mutation> small =
                            transaction.mutations().stream()
                                .filter(mutation -> mutation.key().name().length() <= 1_100)
                                .toList();
                        return super.commit(new Transaction(List.of(), small));
                      }
                    }))
        .contains("aLongerNameIsRefused()");
  }

  @Test
  void aStoreThatGoesOnAfterCloseIsFound() {
    assertThat(
            failures(
                () ->
                    new TestingDecorator() {
                      @Override
                      public void close() {}
                    }))
        .contains("afterCloseEveryCallIsRefused()");
  }
}

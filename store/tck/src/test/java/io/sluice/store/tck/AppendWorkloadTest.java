package io.sluice.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.store.Condition;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Mutation;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.Transaction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The workload and the checker together find what is wrong with a store. */
final class AppendWorkloadTest {
  private static Optional<String> violation(MetadataStore store)
      throws InterruptedException, ExecutionException {
    return SerialisabilityChecker.violation(new AppendWorkload(store, Seed.choose()).run());
  }

  @Test
  void aCorrectStoreIsSerialisable() throws InterruptedException, ExecutionException {
    assertThat(violation(new TestingDecorator())).isEmpty();
  }

  @Test
  void aLostConditionIsFound() throws InterruptedException, ExecutionException {
    MetadataStore forgetful =
        new TestingDecorator() {
          @Override
          public long commit(Transaction transaction) {
            try {
              return super.commit(transaction);
            } catch (ConditionFailedException _) {
              return super.commit(new Transaction(List.of(), transaction.mutations()));
            }
          }
        };

    assertThat(violation(forgetful)).isPresent();
  }

  @Test
  void oneConditionNotCheckedIsFound() throws InterruptedException, ExecutionException {
    MetadataStore careless =
        new TestingDecorator() {
          @Override
          public long commit(Transaction transaction) {
            List<Condition> conditions = transaction.conditions();
            // the first is of the list that all append to when they meet
            List<Condition> allButOne = conditions.subList(1, conditions.size());
            return super.commit(new Transaction(allButOne, transaction.mutations()));
          }
        };

    assertThat(violation(careless)).isPresent();
  }

  @Test
  void aTornTransactionIsFound() throws InterruptedException, ExecutionException {
    MetadataStore tearing =
        new TestingDecorator() {
          private final Deque<Mutation> heldBack = new ArrayDeque<>();

          @Override
          public synchronized long commit(Transaction transaction) {
            heldBack.forEach(
                mutation -> super.commit(new Transaction(List.of(), List.of(mutation))));
            heldBack.clear();
            List<Mutation> mutations = transaction.mutations();
            long revision =
                super.commit(new Transaction(transaction.conditions(), mutations.subList(0, 1)));
            heldBack.addAll(mutations.subList(1, mutations.size()));
            return revision;
          }
        };

    assertThat(violation(tearing)).isPresent();
  }

  @Test
  void aStaleReadIsFound() throws InterruptedException, ExecutionException {
    MetadataStore stale =
        new TestingDecorator() {
          private final ConcurrentMap<List<Key>, List<Optional<Entry>>> remembered =
              new ConcurrentHashMap<>();
          private final AtomicInteger reads = new AtomicInteger();

          @Override
          public List<Optional<Entry>> getAll(List<Key> keys) {
            List<Optional<Entry>> current = super.getAll(keys);
            List<Optional<Entry>> old = remembered.putIfAbsent(keys, current);
            return old != null && reads.incrementAndGet() % 50 == 0 ? old : current;
          }
        };

    assertThat(violation(stale)).isPresent();
  }

  @Test
  void aScanOfSeveralMomentsIsFound() throws InterruptedException, ExecutionException {
    MetadataStore fractured =
        new TestingDecorator() {
          private List<Page.Item> before = List.of();

          @Override
          public synchronized Page scan(Scan scan) {
            List<Page.Item> now = super.scan(scan).entries();
            List<Page.Item> mixed =
                before.isEmpty() ? now : new ArrayList<>(before.subList(0, before.size() / 2));
            if (!before.isEmpty()) {
              mixed.addAll(now.subList(before.size() / 2, now.size()));
            }
            before = now;
            return new Page(mixed, List.of(), Optional.empty());
          }
        };

    assertThat(violation(fractured)).isPresent();
  }
}

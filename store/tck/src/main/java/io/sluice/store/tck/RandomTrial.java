package io.sluice.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.store.Bytes;
import io.sluice.store.Condition;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.Table;
import io.sluice.store.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Does random things to a store and to the model, and demands the same answers. There are few
 * different names, tables and delimiters, so that conditions, common prefixes and pages meet often.
 */
final class RandomTrial {
  private static final List<Table> TABLES =
      List.of(new Table("trial"), new Table("trial-"), new Table("t"));
  private static final byte[] ALPHABET = {0, '-', '/', 'a', 'b', (byte) 0xFE, (byte) 0xFF};
  private static final long NEVER_RETURNED = -7;

  private final long seed;
  private final Random random;
  private final ModelStore model = new ModelStore();

  /** What the store returned for each revision of the model. */
  private final Map<Long, Long> revisions = new HashMap<>();

  private MetadataStore store;
  private int step;

  RandomTrial(long seed, MetadataStore store) {
    this.seed = seed;
    this.random = new Random(seed);
    this.store = store;
  }

  void goOnWith(MetadataStore reopened) {
    store = reopened;
  }

  void run(int steps) {
    for (int i = 0; i < steps; i++, step++) {
      switch (random.nextInt(10)) {
        case 0 -> get();
        case 1 -> getAll();
        case 2, 3, 4 -> scan();
        case 5 -> scanAllPages();
        default -> commit();
      }
    }
  }

  private void get() {
    Key key = key();
    assertThat(store.get(key)).as(about(key)).isEqualTo(model.get(key).map(this::translated));
  }

  private void getAll() {
    Set<Key> keys = new LinkedHashSet<>();
    for (int i = random.nextInt(8); i >= 0; i--) {
      keys.add(key());
    }
    assertThat(store.getAll(List.copyOf(keys)))
        .as(about(keys))
        .isEqualTo(
            model.getAll(List.copyOf(keys)).stream()
                .map(entry -> entry.map(this::translated))
                .toList());
  }

  private void scan() {
    Scan scan = new Scan(table(), text(2), text(2), text(4), 1 + random.nextInt(12));
    assertThat(store.scan(scan)).as(about(scan)).isEqualTo(translated(model.scan(scan)));
  }

  private void scanAllPages() {
    Scan scan = new Scan(table(), text(1), text(2), Bytes.EMPTY, 1 + random.nextInt(5));
    Optional<Bytes> next = Optional.of(Bytes.EMPTY);
    while (next.isPresent()) {
      Scan part = scan.after(next.get());
      Page page = store.scan(part);
      assertThat(page).as(about(part)).isEqualTo(translated(model.scan(part)));
      next = page.next();
    }
  }

  private void commit() {
    Transaction transaction = transaction();
    try {
      long expected = model.commit(transaction);
      long actual = store.commit(translated(transaction));
      assertThat(revisions.values()).as(about(transaction)).doesNotContain(actual);
      revisions.put(expected, actual);
    } catch (ConditionFailedException _) {
      assertThatRefused(transaction);
    }
  }

  private void assertThatRefused(Transaction transaction) {
    Transaction translated = translated(transaction);
    try {
      store.commit(translated);
    } catch (ConditionFailedException e) {
      int index = translated.conditions().indexOf(e.condition());
      assertThat(index).as(about(e.condition())).isNotNegative();
      assertThat(model.holds(transaction.conditions().get(index)))
          .as(about(e.condition()))
          .isFalse();
      return;
    }
    throw new AssertionError(about("should be refused: " + transaction));
  }

  private Transaction transaction() {
    Transaction.Builder transaction = Transaction.builder();
    Set<Key> keys = new LinkedHashSet<>();
    for (int i = random.nextInt(6); i >= 0; i--) {
      keys.add(key());
    }
    for (Key key : keys) {
      int kind = random.nextInt(8);
      if (kind <= 3) {
        addCondition(transaction, key);
      }
      if (kind >= 5) {
        transaction.delete(key);
      } else if (kind >= 1) {
        transaction.put(key, Bytes.utf8("value of step " + step));
      }
    }
    return transaction.build();
  }

  /** Adds a condition that holds more often than not. */
  private void addCondition(Transaction.Builder transaction, Key key) {
    Optional<Entry> entry = model.get(key);
    if (random.nextInt(12) == 0) {
      long anyRevision = revisions.keySet().stream().findFirst().orElse(NEVER_RETURNED);
      transaction.requireUnchanged(key, anyRevision);
    } else if (entry.isPresent() == (random.nextInt(12) == 0)) {
      transaction.requireAbsent(key);
    } else if (entry.isPresent() && random.nextBoolean()) {
      transaction.requireUnchanged(key, entry.get().revision());
    } else {
      transaction.requirePresent(key);
    }
  }

  private Table table() {
    return TABLES.get(random.nextInt(TABLES.size()));
  }

  private Key key() {
    Bytes name = text(5);
    return new Key(table(), name.isEmpty() ? Bytes.utf8("a") : name);
  }

  private Bytes text(int most) {
    byte[] text = new byte[random.nextInt(most + 1)];
    for (int i = 0; i < text.length; i++) {
      text[i] = ALPHABET[random.nextInt(ALPHABET.length)];
    }
    return Bytes.wrap(text);
  }

  private long translated(long revision) {
    return revisions.getOrDefault(revision, NEVER_RETURNED);
  }

  private Entry translated(Entry entry) {
    return new Entry(entry.value(), translated(entry.revision()));
  }

  private Page translated(Page page) {
    List<Page.Item> entries = new ArrayList<>();
    for (Page.Item item : page.entries()) {
      entries.add(new Page.Item(item.name(), translated(item.entry())));
    }
    return new Page(entries, page.commonPrefixes(), page.next());
  }

  private Transaction translated(Transaction transaction) {
    List<Condition> conditions = new ArrayList<>();
    for (Condition condition : transaction.conditions()) {
      conditions.add(
          condition instanceof Condition.Unchanged(Key key, long revision)
              ? new Condition.Unchanged(key, translated(revision))
              : condition);
    }
    return new Transaction(conditions, transaction.mutations());
  }

  private String about(Object what) {
    return "step %d of -Dseed=%d: %s".formatted(step, seed, what);
  }
}

package io.sluice.store.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.Table;
import io.sluice.store.Transaction;
import io.sluice.store.memory.InMemoryStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Names around the length up to which they are range keys are listed as all others are. */
final class LongNamesTest {
  private static final Table TABLE = new Table("long");
  private static final byte[] ENDS = {0, '/', 'a', (byte) 0xFF};

  private final MetadataStore store = LocalDynamoDb.running().open(LocalDynamoDb.freshTable());
  private final MetadataStore model = new InMemoryStore();

  @AfterEach
  void close() {
    store.close();
    model.close();
  }

  @Test
  void theyAreListedAsInMemory() {
    long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
    System.out.println("replay with -Dseed=" + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 12; round++) {
      change(random);
      for (int i = 0; i < 12; i++) {
        Scan scan =
            new Scan(
                TABLE,
                random.nextBoolean() ? Bytes.EMPTY : name(random, -4),
                random.nextBoolean() ? Bytes.EMPTY : Bytes.utf8("/"),
                random.nextBoolean() ? Bytes.EMPTY : name(random, -2),
                1 + random.nextInt(20));
        assertThat(list(store.scan(scan)))
            .as("-Dseed=%d %s", seed, scan)
            .isEqualTo(list(model.scan(scan)));
      }
    }
  }

  private void change(Random random) {
    Transaction.Builder transaction = Transaction.builder();
    List<Bytes> names = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Bytes name = name(random, -1);
      if (!names.contains(name)) {
        names.add(name);
        Key key = new Key(TABLE, name);
        if (random.nextInt(4) == 0) {
          transaction.delete(key);
        } else {
          transaction.put(key, Bytes.utf8("v" + i));
        }
      }
    }
    store.commit(transaction.build());
    model.commit(transaction.build());
  }

  /** One of two starts that differ in the last byte, cut by so many bytes at most, and an end. */
  private static Bytes name(Random random, int cut) {
    byte[] start = new byte[Layout.SHORT];
    Arrays.fill(start, (byte) 'n');
    start[start.length - 1] = (byte) (random.nextBoolean() ? 'a' : 0xFF);
    Bytes name = Bytes.wrap(start);
    if (random.nextInt(3) == 0) {
      return name.slice(0, name.length() + (cut == 0 ? 0 : random.nextInt(cut, 1)));
    }
    byte[] end = new byte[random.nextInt(4)];
    for (int i = 0; i < end.length; i++) {
      end[i] = ENDS[random.nextInt(ENDS.length)];
    }
    return name.plus(Bytes.wrap(end));
  }

  private static List<String> list(Page page) {
    List<String> lines = new ArrayList<>();
    for (Page.Item item : page.entries()) {
      lines.add(end(item.name()) + "=" + item.entry().value());
    }
    page.commonPrefixes().forEach(prefix -> lines.add("[" + end(prefix) + "]"));
    page.next().ifPresent(next -> lines.add("> " + end(next)));
    return lines;
  }

  private static String end(Bytes name) {
    int from = Math.max(0, name.length() - 8);
    return name.length() + ":" + name.slice(from, name.length());
  }
}

package io.sluice.store.dynamodb;

import io.sluice.store.MetadataStore;
import io.sluice.store.dynamodb.TestingNetwork.Fate;
import io.sluice.store.tck.SharedStoreContract;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Two stores on one table, each behind a network that loses and refuses one request in ten. */
final class FaultyNetworkTest extends SharedStoreContract {
  private static final List<Fate> ANYWHERE =
      List.of(Fate.LOST, Fate.ANSWER_LOST, Fate.ERROR, Fate.DONE_AND_ERROR, Fate.THROTTLED);
  private static final List<Fate> TRANSACTION =
      List.of(Fate.CONFLICT, Fate.ITEM_THROTTLED, Fate.ANSWER_LOST);

  private final String table = LocalDynamoDb.freshTable();

  @Override
  protected MetadataStore open() {
    LocalDynamoDb local = LocalDynamoDb.running();
    TestingNetwork network = new TestingNetwork();
    network.decide(FaultyNetworkTest::fate);
    return local.open(local.options(table), network);
  }

  private static Fate fate(String operation) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    if (random.nextInt(10) > 0) {
      return Fate.ARRIVES;
    }
    List<Fate> fates = operation.startsWith("Transact") ? TRANSACTION : ANYWHERE;
    return fates.get(random.nextInt(fates.size()));
  }
}

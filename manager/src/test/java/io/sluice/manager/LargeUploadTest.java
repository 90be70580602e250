package io.sluice.manager;

import static io.sluice.manager.TestingGateway.crc32;
import static io.sluice.manager.TestingGateway.md5;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.Blob;
import io.sluice.protocol.ObjectInfo;
import io.sluice.protocol.PartInfo;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An upload of ten thousand parts, none of whose bytes there are: completing reads none. */
final class LargeUploadTest {
  private static final String BUCKET = "bucket";
  private static final String KEY = "key";
  private static final long PART_SIZE = 5L << 20;
  private static final int PAGE = 1_000;

  /** Counts what is asked of it. */
  private static final class CountingStore extends TestingStore {
    private int gets;
    private int scans;
    private int commits;

    CountingStore(MetadataStore store) {
      super(store);
    }

    @Override
    public Optional<Entry> get(Key key) {
      gets++;
      return super.get(key);
    }

    @Override
    public List<Optional<Entry>> getAll(List<Key> keys) {
      gets += keys.size();
      return super.getAll(keys);
    }

    @Override
    public Page scan(Scan scan) {
      scans++;
      return super.scan(scan);
    }

    @Override
    public long commit(Transaction transaction) {
      commits++;
      return super.commit(transaction);
    }
  }

  private record Cost(int gets, int scans, int commits) {}

  private static Cost completing(int count) {
    List<CountingStore> stores = new ArrayList<>();
    try (TestingManager manager =
        TestingManager.inMemory(
            store -> {
              CountingStore counting = new CountingStore(store);
              stores.add(counting);
              return counting;
            })) {
      TestingGateway gateway = manager.gateway();
      gateway.createBucket(BUCKET);
      String upload = gateway.createUpload(BUCKET, KEY);
      long epoch = gateway.lease();
      List<PartInfo> parts = new ArrayList<>();
      for (int number = 1; number <= count; number++) {
        byte[] bytes = {(byte) number};
        PartInfo.Builder part =
            PartInfo.newBuilder()
                .setNumber(number)
                .setSize(PART_SIZE)
                .setMd5(md5(bytes))
                .setChecksum(crc32(bytes));
        Blob blob = Blob.newBuilder().setEpoch(epoch).setNumber(number).setSize(PART_SIZE).build();
        parts.add(gateway.putPart(BUCKET, KEY, upload, part, blob));
      }
      CountingStore store = stores.getFirst();
      Cost before = new Cost(store.gets, store.scans, store.commits);

      ObjectInfo info = gateway.complete(BUCKET, KEY, upload, parts);

      assertThat(info.getPartCount()).isEqualTo(count);
      assertThat(info.getSize()).isEqualTo(count * PART_SIZE);
      return new Cost(
          store.gets - before.gets, store.scans - before.scans, store.commits - before.commits);
    }
  }

  @Test
  void completingTakesTwoCommitsAndAPageOfReadingForEveryThousandParts() {
    Cost few = completing(10);
    Cost most = completing(10_000);

    assertThat(few.scans()).isEqualTo(1);
    assertThat(few.commits()).isEqualTo(2);
    assertThat(most.scans()).isEqualTo(10_000 / PAGE);
    assertThat(most.commits()).isEqualTo(few.commits());
    assertThat(most.gets()).isEqualTo(few.gets());
  }
}

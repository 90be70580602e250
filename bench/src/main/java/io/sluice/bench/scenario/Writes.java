package io.sluice.bench.scenario;

import io.sluice.bench.load.Expected;
import io.sluice.bench.load.RequestSource;
import io.sluice.bench.s3.Payload;
import io.sluice.bench.s3.RequestEncoder;
import io.sluice.bench.s3.RequestEncoder.Call;
import io.sluice.bench.system.Product;
import java.util.List;
import java.util.stream.IntStream;

/** PUT of objects of one size, each under a new key. */
record Writes(String id, String title, int size) implements Scenario {
  private static final int MOST = 200_000;

  /** So many bytes in one interval at most, for the sake of the disk. */
  private static final long MOST_BYTES = 1L << 30;

  private static final int LARGE = 1 << 20;

  @Override
  public boolean runsOn(Product product) {
    return product.s3();
  }

  @Override
  public void load(Ground ground) {
    ground.bucket(Ground.BUCKET);
  }

  @Override
  public Trial prepare(Ground ground, Volume volume) {
    String prefix = ground.freshPrefix("put");
    RequestEncoder encoder = ground.encoder();
    Payload payload = Payload.random(size);
    Expected expected = Expected.status(200);
    int count = volume.requests((int) Math.min(MOST, MOST_BYTES / size));
    List<String> keys =
        IntStream.range(0, count).mapToObj(i -> prefix + "%06d".formatted(i)).toList();
    Trial trial =
        Trial.of(
            RequestSource.once(
                keys.stream()
                    .map(
                        key ->
                            encoder.encode(
                                Call.of("PUT", Ground.path(Ground.BUCKET, key)).payload(payload),
                                expected))
                    .toList()),
            volume);
    return size >= LARGE ? trial.thenCleaning(() -> ground.delete(Ground.BUCKET, keys)) : trial;
  }
}

package io.sluice.bench.scenario;

import io.sluice.bench.load.Expected;
import io.sluice.bench.load.Request;
import io.sluice.bench.load.RequestSource;
import io.sluice.bench.s3.Payload;
import io.sluice.bench.s3.RequestEncoder;
import io.sluice.bench.s3.RequestEncoder.Call;
import io.sluice.bench.system.Product;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** 70 % GET of 1 KiB, 25 % PUT of 4 KiB, 5 % DELETE, in an order that is random but always one. */
record Mixed(Reads reads) implements Scenario {
  private static final int GETS = 70;
  private static final int PUTS = 25;
  private static final int ALL = 100;
  private static final int DELETES = ALL - GETS - PUTS;
  private static final int MOST = 60_000;
  private static final long SEED = 42;

  @Override
  public String id() {
    return "mixed";
  }

  @Override
  public String title() {
    return "mixed 70/25/5";
  }

  @Override
  public boolean runsOn(Product product) {
    return product.s3();
  }

  @Override
  public void load(Ground ground) {
    reads.load(ground);
  }

  @Override
  public Trial prepare(Ground ground, Volume volume) {
    int count = volume.requests(MOST);
    String deleted = ground.freshPrefix("mixed-delete");
    String stored = ground.freshPrefix("mixed-put");
    // a few more than are expected, as the order is random
    int toDelete = count * DELETES * 2 / ALL + ALL;
    ground.put(
        Ground.BUCKET, toDelete, i -> deleted + "%06d".formatted(i), Payload.random(1 << 10));
    RequestEncoder encoder = ground.encoder();
    List<Request> gets = reads.requests(ground);
    Payload payload = Payload.random(4 << 10);
    Random random = new Random(SEED);
    List<Request> requests = new ArrayList<>(count);
    int deletes = 0;
    for (int i = 0; i < count; i++) {
      int dice = random.nextInt(ALL);
      if (dice < GETS) {
        requests.add(gets.get(i % gets.size()));
      } else if (dice < GETS + PUTS || deletes == toDelete) {
        requests.add(
            encoder.encode(
                Call.of("PUT", Ground.path(Ground.BUCKET, stored + "%06d".formatted(i)))
                    .payload(payload),
                Expected.status(200)));
      } else {
        requests.add(
            encoder.encode(
                Call.of(
                    "DELETE", Ground.path(Ground.BUCKET, deleted + "%06d".formatted(deletes++))),
                Expected.status(204)));
      }
    }
    return Trial.of(RequestSource.once(requests), volume);
  }
}

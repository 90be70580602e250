package io.sluice.bench.scenario;

import io.sluice.bench.load.Expected;
import io.sluice.bench.load.Request;
import io.sluice.bench.load.RequestSource;
import io.sluice.bench.reference.BareExchange;
import io.sluice.bench.s3.Payload;
import io.sluice.bench.s3.RequestEncoder;
import io.sluice.bench.s3.RequestEncoder.Call;
import io.sluice.bench.system.Product;
import java.util.List;
import java.util.stream.IntStream;

/** GET or HEAD of objects of one size, in turn. */
record Reads(String id, String title, String method, int size, int objects) implements Scenario {
  @Override
  public boolean runsOn(Product product) {
    return product != Product.BARE || size == BareExchange.SIZE;
  }

  private String key(int number) {
    return "get/%d/%06d".formatted(size, number);
  }

  private int count(Ground ground) {
    return ground.scaled(objects, 10);
  }

  @Override
  public void load(Ground ground) {
    if (ground.product() != Product.BARE && ground.isNew("objects of " + size)) {
      ground.put(Ground.BUCKET, count(ground), this::key, Payload.random(size));
    }
  }

  @Override
  public Trial prepare(Ground ground, Volume volume) {
    return Trial.of(RequestSource.cycle(requests(ground)), volume);
  }

  List<Request> requests(Ground ground) {
    RequestEncoder encoder = ground.encoder();
    Expected expected =
        method.equals("HEAD")
            ? Expected.head(200, size)
            : Expected.bytes(200, size, Payload.random(size).crc32c());
    return IntStream.range(0, count(ground))
        .mapToObj(
            i -> encoder.encode(Call.of(method, Ground.path(Ground.BUCKET, key(i))), expected))
        .toList();
  }
}

package io.sluice.bench.scenario;

import io.sluice.bench.load.Expected;
import io.sluice.bench.load.RequestSource;
import io.sluice.bench.s3.Payload;
import io.sluice.bench.s3.RequestEncoder;
import io.sluice.bench.s3.RequestEncoder.Call;
import io.sluice.bench.system.Product;
import java.util.Random;
import java.util.stream.IntStream;

/** GET of 1 MiB somewhere in an object of 1 GiB, which was uploaded in parts of 8 MiB. */
record RangedReads() implements Scenario {
  private static final String KEY = "large";
  private static final int MEBIBYTE = 1 << 20;
  private static final int PARTS = 128;
  private static final int RANGES = 512;
  private static final long SEED = 42;

  @Override
  public String id() {
    return "range";
  }

  @Override
  public String title() {
    return "GET 1 MiB of 1 GiB";
  }

  @Override
  public boolean runsOn(Product product) {
    return product != Product.BARE;
  }

  private static int parts(Ground ground) {
    return ground.scaled(PARTS, 32);
  }

  @Override
  public void load(Ground ground) {
    ground.bucket(Ground.BUCKET);
    Payload part = Payload.random(Upload.PART_SIZE);
    if (ground.product().s3()) {
      Upload upload = Upload.begin(ground, KEY, part, parts(ground));
      upload.sendAll();
      upload.complete();
    } else {
      ground.writeFile(Ground.BUCKET, KEY, part, parts(ground));
    }
  }

  @Override
  public Trial prepare(Ground ground, Volume volume) {
    RequestEncoder encoder = ground.encoder();
    Payload part = Payload.random(Upload.PART_SIZE);
    int perPart = Upload.PART_SIZE / MEBIBYTE;
    Expected[] expected =
        IntStream.range(0, perPart)
            .mapToObj(i -> Expected.bytes(206, MEBIBYTE, part.crc32c(i * MEBIBYTE, MEBIBYTE)))
            .toArray(Expected[]::new);
    return Trial.of(
        RequestSource.cycle(
            new Random(SEED)
                .ints(RANGES, 0, parts(ground) * perPart)
                .mapToObj(
                    i -> {
                      long from = (long) i * MEBIBYTE;
                      return encoder.encode(
                          Call.of("GET", Ground.path(Ground.BUCKET, KEY))
                              .headers(
                                  "Range: bytes=%d-%d\r\n".formatted(from, from + MEBIBYTE - 1)),
                          expected[i % perPart]);
                    })
                .toList()),
        volume);
  }
}

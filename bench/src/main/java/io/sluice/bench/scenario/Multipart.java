package io.sluice.bench.scenario;

import io.sluice.bench.s3.Payload;
import io.sluice.bench.system.Product;
import java.util.List;

/** An upload of 64 parts of 8 MiB from its first part to its completion; one an interval. */
record Multipart() implements Scenario {
  private static final int PARTS = 64;

  @Override
  public String id() {
    return "multipart";
  }

  @Override
  public String title() {
    return "multipart 64 x 8 MiB";
  }

  @Override
  public String note() {
    return "counted in uploads, latency in parts; no more connections than parts";
  }

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
    String key = ground.freshPrefix("multipart") + "object";
    int parts = ground.scaled(PARTS, 16);
    Upload upload = Upload.begin(ground, key, Payload.random(Upload.PART_SIZE), parts);
    return Trial.of(upload.requests(), volume)
        .over(Math.min(parts, volume.connections()))
        .ending(parts, upload::complete)
        .thenCleaning(() -> ground.delete(Ground.BUCKET, List.of(key)));
  }
}

package io.sluice.bench.scenario;

import io.sluice.bench.load.Expected;
import io.sluice.bench.load.Request;
import io.sluice.bench.load.RequestSource;
import io.sluice.bench.s3.Payload;
import io.sluice.bench.s3.RequestEncoder;
import io.sluice.bench.s3.RequestEncoder.Call;
import io.sluice.bench.system.Product;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Deletes 1,000 objects of 1 KiB at a time: each by a DELETE, or all by one DeleteObjects. */
record Deletes(Form form) implements Scenario {
  /** How they are deleted. */
  enum Form {
    SINGLE,
    TOGETHER
  }

  private static final int BATCH = 1000;

  /** The fast ones delete more in an interval, so that there is something to measure. */
  private static final int BATCHES = 4;

  @Override
  public String id() {
    return form == Form.SINGLE ? "delete" : "delete-objects";
  }

  @Override
  public String title() {
    return form == Form.SINGLE ? "DELETE" : "DeleteObjects of 1,000";
  }

  @Override
  public boolean runsOn(Product product) {
    return product.s3();
  }

  @Override
  public List<Integer> connections(List<Integer> wanted) {
    return form == Form.SINGLE ? wanted : List.of(1);
  }

  @Override
  public void load(Ground ground) {
    ground.bucket(Ground.BUCKET);
  }

  @Override
  public Trial prepare(Ground ground, Volume volume) {
    String prefix = ground.freshPrefix("delete");
    int batches = ground.product() == Product.SLUICE ? ground.scaled(BATCHES, BATCHES) : 1;
    ground.put(
        Ground.BUCKET, BATCH * batches, i -> prefix + "%06d".formatted(i), Payload.random(1 << 10));
    RequestEncoder encoder = ground.encoder();
    List<Request> requests = new ArrayList<>();
    for (int batch = 0; batch < batches; batch++) {
      List<String> keys =
          IntStream.range(batch * BATCH, (batch + 1) * BATCH)
              .mapToObj(i -> prefix + "%06d".formatted(i))
              .toList();
      switch (form) {
        case SINGLE ->
            keys.forEach(
                key ->
                    requests.add(
                        encoder.encode(
                            Call.of("DELETE", Ground.path(Ground.BUCKET, key)),
                            Expected.status(204))));
        case TOGETHER -> requests.add(together(encoder, keys));
      }
    }
    return Trial.of(RequestSource.once(requests), volume);
  }

  private static Request together(RequestEncoder encoder, List<String> keys) {
    StringBuilder document = new StringBuilder("<Delete>");
    keys.forEach(key -> document.append("<Object><Key>").append(key).append("</Key></Object>"));
    document.append("</Delete>");
    byte[] bytes = document.toString().getBytes(StandardCharsets.UTF_8);
    return encoder.encode(
        Call.of("POST", "/" + Ground.BUCKET)
            .query(Map.of("delete", ""))
            .headers("Content-Type: application/xml\r\nContent-MD5: " + md5(bytes) + "\r\n")
            .payload(Payload.of(bytes)),
        Expected.occurrences(200, "<Deleted>", keys.size()));
  }

  private static String md5(byte[] bytes) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }
}

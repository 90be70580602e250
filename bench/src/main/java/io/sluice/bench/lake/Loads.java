package io.sluice.bench.lake;

import io.sluice.bench.load.Expected;
import io.sluice.bench.load.Request;
import io.sluice.bench.load.RequestSource;
import io.sluice.bench.s3.Dialogue.Answer;
import io.sluice.bench.s3.Payload;
import io.sluice.bench.s3.RequestEncoder.Call;
import io.sluice.bench.scenario.Ground;
import io.sluice.bench.scenario.Trial;
import io.sluice.bench.scenario.Volume;
import io.sluice.bench.system.Product;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** Loads of tables that have been loaded before, in turn. */
record Loads(Lakes lakes, Kind kind) implements LakeScenario {
  /** What is asked for. */
  enum Kind {
    WARM,
    NOT_MODIFIED,
    VENDED
  }

  private static final int TABLES = 100;
  private static final String SESSION_TOKEN = "\"s3.session-token";

  @Override
  public String id() {
    return switch (kind) {
      case WARM -> "load-warm";
      case NOT_MODIFIED -> "load-304";
      case VENDED -> "load-vended";
    };
  }

  @Override
  public String title() {
    return switch (kind) {
      case WARM -> "loadTable";
      case NOT_MODIFIED -> "loadTable with If-None-Match";
      case VENDED -> "loadTable with vended credentials";
    };
  }

  @Override
  public String note() {
    return kind == Kind.VENDED ? "the peers have nothing to vend as they are set up" : "";
  }

  @Override
  public boolean runsOn(Product product) {
    return switch (kind) {
      case WARM -> LakeScenario.super.runsOn(product);
      // Nessie sends no ETag
      case NOT_MODIFIED -> product == Product.SLUICE || product == Product.ICEBERG;
      case VENDED -> product == Product.SLUICE;
    };
  }

  static List<String> tables(Ground ground) {
    return IntStream.range(0, ground.scaled(TABLES, 10)).mapToObj(i -> "warm" + i).toList();
  }

  @Override
  public void load(Ground ground) {
    Lake lake = lakes.of(ground);
    if (ground.isNew("warm tables")) {
      lake.create(tables(ground));
    }
  }

  @Override
  public Trial prepare(Ground ground, Volume volume) {
    Lake lake = lakes.of(ground);
    return Trial.of(
        RequestSource.cycle(tables(ground).stream().map(name -> request(lake, name)).toList()),
        volume);
  }

  private Request request(Lake lake, String name) {
    Call call = Call.of("GET", Lake.table(name));
    return switch (kind) {
      case WARM -> lake.encode(call, sameAs(lake, call));
      case NOT_MODIFIED -> {
        String tag =
            lake.ask(call)
                .header("ETag")
                .orElseThrow(() -> new IllegalStateException("an answer has no ETag"));
        yield lake.encode(call.headers("If-None-Match: " + tag + "\r\n"), Expected.head(304, -1));
      }
      case VENDED -> {
        Call vended = call.headers("X-Iceberg-Access-Delegation: vended-credentials\r\n");
        int tokens = lake.ask(vended).text().split(SESSION_TOKEN, -1).length - 1;
        if (tokens == 0) {
          throw new IllegalStateException("no credentials are vended");
        }
        yield lake.encode(vended, Expected.occurrences(200, SESSION_TOKEN, tokens));
      }
    };
  }

  /** All of the answer is known, if the catalog says the same thing in the same way each time. */
  static Expected sameAs(Lake lake, Call call) {
    Answer first = lake.ask(call);
    // Nessie says the same thing in other bytes every few milliseconds
    if (lake.product() == Product.NESSIE || !lake.ask(call).text().equals(first.text())) {
      return Expected.occurrences(200, Lake.TABLE_UUID, 1);
    }
    byte[] bytes = first.text().getBytes(StandardCharsets.UTF_8);
    return Expected.bytes(200, bytes.length, Payload.of(bytes).crc32c());
  }
}

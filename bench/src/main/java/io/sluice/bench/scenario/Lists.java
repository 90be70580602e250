package io.sluice.bench.scenario;

import io.sluice.bench.load.Expected;
import io.sluice.bench.load.RequestSource;
import io.sluice.bench.s3.Payload;
import io.sluice.bench.s3.RequestEncoder;
import io.sluice.bench.s3.RequestEncoder.Call;
import io.sluice.bench.system.Product;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * ListObjectsV2 with 1,000 items a page. There are 1,000 common prefixes, and behind each as many
 * keys as the product's number of keys allows.
 */
record Lists(Page page) implements Scenario {
  /** Which one is asked for. */
  enum Page {
    ANYWHERE("list", "LIST 1,000 keys"),
    FIRST("list-first", "LIST, first page"),
    LAST("list-last", "LIST, last page"),
    FOLDED("list-delimiter", "LIST 1,000 prefixes"),
    FOLDED_FEW("list-delimiter-few", "LIST 1,000 prefixes of 1 key");

    private final String id;
    private final String title;

    Page(String id, String title) {
      this.id = id;
      this.title = title;
    }
  }

  private static final int PAGE = 1000;
  private static final int PREFIXES = 1000;
  private static final int PAGES = 64;
  private static final long SEED = 42;
  private static final String MANY = "list";
  private static final String FEW = "list-few";

  @Override
  public String id() {
    return page.id;
  }

  @Override
  public String title() {
    return page.title;
  }

  @Override
  public String note() {
    return "of 1,000,000 keys at Sluice; of fewer at the peers, see the table of systems";
  }

  @Override
  public boolean runsOn(Product product) {
    return switch (page) {
      case ANYWHERE, FOLDED -> product.s3();
      // whether it matters where a page lies and what hides behind a prefix
      case FIRST, LAST, FOLDED_FEW -> product == Product.SLUICE;
    };
  }

  private static String key(int prefix, int number) {
    return "prefix-%04d/key-%06d".formatted(prefix, number);
  }

  private static int keysPerPrefix(Ground ground) {
    return Math.max(2, ground.scaled(ground.product().listedKeys(), 500) / PREFIXES);
  }

  @Override
  public void load(Ground ground) {
    if (page == Page.FOLDED_FEW) {
      load(ground, FEW, PREFIXES, i -> key(i, 0));
    } else {
      int each = keysPerPrefix(ground);
      load(ground, MANY, PREFIXES * each, i -> key(i / each, i % each));
    }
  }

  private static void load(Ground ground, String bucket, int count, IntFunction<String> key) {
    if (ground.isNew(bucket)) {
      ground.put(bucket, count, key, Payload.random(8));
    }
  }

  @Override
  public Trial prepare(Ground ground, Volume volume) {
    RequestEncoder encoder = ground.encoder();
    int each = keysPerPrefix(ground);
    int keys = PREFIXES * each;
    boolean folded = page == Page.FOLDED || page == Page.FOLDED_FEW;
    String bucket = page == Page.FOLDED_FEW ? FEW : MANY;
    Expected expected = Expected.occurrences(200, folded ? "<CommonPrefixes>" : "<Key>", PAGE);
    IntStream starts =
        switch (page) {
          case ANYWHERE -> new Random(SEED).ints(PAGES, 0, keys - PAGE);
          case LAST -> IntStream.of(keys - PAGE - 1);
          case FIRST, FOLDED, FOLDED_FEW -> IntStream.of(-1);
        };
    return Trial.of(
        RequestSource.cycle(
            starts
                .mapToObj(
                    start -> {
                      Map<String, String> query = new HashMap<>();
                      query.put("list-type", "2");
                      query.put("max-keys", Integer.toString(PAGE));
                      if (folded) {
                        query.put("delimiter", "/");
                      }
                      if (start >= 0) {
                        query.put("start-after", key(start / each, start % each));
                      }
                      return encoder.encode(Call.of("GET", "/" + bucket).query(query), expected);
                    })
                .toList()),
        volume);
  }
}

package io.sluice.bench.lake;

import io.sluice.bench.scenario.Ground;
import io.sluice.bench.scenario.Trial;
import io.sluice.bench.scenario.Volume;
import io.sluice.bench.system.Product;
import java.util.List;
import org.apache.iceberg.io.FileIO;

/** Fast appends by Iceberg's own client, which tries again where somebody else was faster. */
record Appends(Lakes lakes, Tables tables, Kind kind) implements LakeScenario {
  /** Where manifests are, and what becomes of appends that come too late. */
  enum Kind {
    IN_MEMORY,
    STORED,
    /** Stored, and put behind what came before them by the catalog. */
    REBASED
  }

  private static final String REBASING =
      """
      {"action": "set-properties", "updates": {"sluice.commit.rebase-appends": "true"}}
      """;

  @Override
  public String id() {
    return switch (kind) {
      case IN_MEMORY -> "append-" + tables.word();
      case STORED -> "append-stored-" + tables.word();
      case REBASED -> "append-rebased-" + tables.word();
    };
  }

  @Override
  public String title() {
    String title = "appends by Iceberg's client, on " + tables.title();
    return kind == Kind.REBASED ? title + ", rebased by the catalog" : title;
  }

  @Override
  public String note() {
    return kind == Kind.IN_MEMORY
        ? "its manifests are in memory, and it works on the same processors"
        : "its manifests are in Sluice's S3, and it works on the same processors";
  }

  @Override
  public boolean runsOn(Product product) {
    return kind == Kind.IN_MEMORY ? LakeScenario.super.runsOn(product) : product == Product.SLUICE;
  }

  @Override
  public List<Integer> connections(List<Integer> wanted) {
    return Tables.WRITERS;
  }

  @Override
  public void load(Ground ground) {
    Lake _ = lakes.of(ground);
  }

  @Override
  public Trial prepare(Ground ground, Volume volume) {
    Lake lake = lakes.of(ground);
    List<String> names = tables.names(ground.freshPrefix("appended").replace('/', '_'));
    lake.create(names);
    if (kind == Kind.REBASED) {
      names.forEach(name -> lake.ask(Lake.commit(name, lake.uuid(name), REBASING)));
    }
    FileIO files = kind == Kind.IN_MEMORY ? new MemoryFiles() : lake.files();
    return Trial.of(new Writers(lake, files, names, volume.connections()), volume);
  }
}

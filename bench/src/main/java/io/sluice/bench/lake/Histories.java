package io.sluice.bench.lake;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.bench.load.RequestSource;
import io.sluice.bench.s3.RequestEncoder.Call;
import io.sluice.bench.scenario.Ground;
import io.sluice.bench.scenario.Trial;
import io.sluice.bench.scenario.Volume;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Loads of a table that has so many snapshots, without those that no reference names. */
record Histories(Lakes lakes, int snapshots) implements LakeScenario {
  private static final int BATCH = 1000;

  @Override
  public String id() {
    return "load-refs-" + snapshots;
  }

  @Override
  public String title() {
    return "loadTable, refs only, of %,d snapshots".formatted(snapshots);
  }

  @Override
  public String note() {
    return "Nessie keeps one snapshot";
  }

  private String name() {
    return "history" + snapshots;
  }

  @Override
  public void load(Ground ground) {
    Lake lake = lakes.of(ground);
    if (!ground.isNew(name())) {
      return;
    }
    lake.create(List.of(name()));
    int count = snapshots > BATCH ? ground.scaled(snapshots, 100) : snapshots;
    JsonNode metadata = Json.read(lake.ask(Call.of("GET", Lake.table(name()))).text());
    String uuid = metadata.at("/metadata/table-uuid").asText();
    String location = metadata.at("/metadata/location").asText();
    long millis = System.currentTimeMillis();
    for (int from = 1; from <= count; from += BATCH) {
      int to = Math.min(count, from + BATCH - 1);
      String added =
          IntStream.rangeClosed(from, to)
              .mapToObj(number -> added(number, location, millis))
              .collect(Collectors.joining(", "));
      lake.ask(
          Lake.commit(
              name(),
              uuid,
              added
                  + """
                  , {"action": "set-snapshot-ref", "ref-name": "main", "type": "branch",
                     "snapshot-id": %d}
                  """
                      .formatted(to)));
    }
  }

  private static String added(int number, String location, long millis) {
    return """
    {"action": "add-snapshot", "snapshot": {"snapshot-id": %d%s,
      "sequence-number": %d, "timestamp-ms": %d, "schema-id": 0,
      "summary": {"operation": "append", "added-data-files": "1", "total-records": "%d"},
      "manifest-list": "%s/metadata/snap-%d.avro"}}
    """
        .formatted(
            number,
            number == 1 ? "" : ", \"parent-snapshot-id\": " + (number - 1),
            number,
            millis + number,
            number,
            location,
            number);
  }

  @Override
  public Trial prepare(Ground ground, Volume volume) {
    Lake lake = lakes.of(ground);
    Call call = Call.of("GET", Lake.table(name())).query(Map.of("snapshots", "refs"));
    return Trial.of(
        RequestSource.cycle(List.of(lake.encode(call, Loads.sameAs(lake, call)))), volume);
  }
}

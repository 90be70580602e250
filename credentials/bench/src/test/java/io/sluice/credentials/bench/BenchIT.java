package io.sluice.credentials.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bench still runs, whatever its figures are on a busy machine. */
class BenchIT {
  @Test
  void runs_from_end_to_end() throws Exception {
    Path out = Path.of("target", "results");

    assertThat(Bench.run(List.of("--smoke", "--out", out.toString()))).isTrue();

    for (String name : List.of("read", "first", "expiry", "clients")) {
      assertThat(Files.readString(out.resolve(name + ".json"))).contains("\"sluice\"");
    }
    assertThat(Files.readString(out.resolve("latency.svg")))
        .startsWith("<svg")
        .endsWith("</svg>\n");
  }
}

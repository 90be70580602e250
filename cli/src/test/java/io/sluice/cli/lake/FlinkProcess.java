package io.sluice.cli.lake;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A real Flink, a cluster within one process, which knows catalogs by their address alone. */
final class FlinkProcess extends SqlProcess {
  private static final Path LIBRARIES = Path.of(System.getProperty("flink.lib"));

  private FlinkProcess(List<String> arguments, Path log) {
    super("Flink", arguments, log);
  }

  static FlinkProcess start(Path log) {
    return new FlinkProcess(
        List.of(
            "-Xmx1g",
            // where it unpacks what it loads
            "-Djava.io.tmpdir=" + log.toAbsolutePath().getParent(),
            "-cp",
            LIBRARIES + "/*",
            "io.sluice.catalog.flink.SqlShell"),
        log);
  }

  /** Makes a catalog known under a name. */
  void catalog(String name, Map<String, String> settings) {
    String options =
        settings.entrySet().stream()
            .map(setting -> "'%s' = '%s'".formatted(setting.getKey(), setting.getValue()))
            .collect(Collectors.joining(", "));
    sql(
        "CREATE CATALOG %s WITH ('type' = 'iceberg', 'catalog-type' = 'rest', %s)"
            .formatted(name, options));
  }
}

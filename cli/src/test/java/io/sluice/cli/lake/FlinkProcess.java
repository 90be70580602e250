package io.sluice.cli.lake;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A real Flink, a cluster within one process, which knows catalogs by their address alone. */
final class FlinkProcess extends SqlProcess {
  private static final Path LIBRARIES = Path.of(System.getProperty("flink.lib"));

  /** Of what Flink's own configuration opens, that which SQL takes. */
  private static final List<String> OPENED = List.of("java.lang", "java.util");

  private FlinkProcess(List<String> arguments, Path log) {
    super("Flink", arguments, log);
  }

  static FlinkProcess start(Path log) {
    List<String> arguments = new ArrayList<>();
    OPENED.forEach(name -> arguments.add("--add-opens=java.base/%s=ALL-UNNAMED".formatted(name)));
    arguments.add("-Xmx1g");
    arguments.add("-Djava.io.tmpdir=" + log.toAbsolutePath().getParent());
    arguments.addAll(List.of("-cp", LIBRARIES + "/*", "io.sluice.catalog.flink.SqlShell"));
    return new FlinkProcess(arguments, log);
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

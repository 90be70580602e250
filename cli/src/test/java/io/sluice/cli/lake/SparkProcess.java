package io.sluice.cli.lake;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real Spark, which knows catalogs by their address alone. */
final class SparkProcess extends SqlProcess {
  private static final Path LIBRARIES = Path.of(System.getProperty("spark.lib"));

  /** What Spark's own launcher opens. */
  private static final List<String> OPENED =
      List.of(
          "java.lang",
          "java.lang.invoke",
          "java.lang.reflect",
          "java.io",
          "java.net",
          "java.nio",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "jdk.internal.ref",
          "sun.nio.ch",
          "sun.nio.cs",
          "sun.security.action",
          "sun.util.calendar");

  private SparkProcess(List<String> arguments, Path log) {
    super("Spark", arguments, log);
  }

  /**
   * Starts it.
   *
   * @param catalogs the settings of each catalog, under the name that it has in SQL
   */
  static SparkProcess start(Path log, Map<String, Map<String, String>> catalogs) {
    List<String> arguments = new ArrayList<>();
    OPENED.forEach(name -> arguments.add("--add-opens=java.base/%s=ALL-UNNAMED".formatted(name)));
    arguments.add("-Xmx1g");
    arguments.add("-Dspark.master=local[2]");
    arguments.add("-Dspark.ui.enabled=false");
    arguments.add("-Dspark.driver.bindAddress=127.0.0.1");
    arguments.add("-Dspark.driver.host=127.0.0.1");
    arguments.add("-Dspark.sql.shuffle.partitions=2");
    arguments.add("-Dspark.sql.warehouse.dir=" + log.resolveSibling("spark-warehouse"));
    arguments.add(
        "-Dspark.sql.extensions=org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions");
    catalogs.forEach(
        (name, settings) -> {
          String prefix = "-Dspark.sql.catalog." + name;
          arguments.add(prefix + "=org.apache.iceberg.spark.SparkCatalog");
          arguments.add(prefix + ".type=rest");
          settings.forEach((key, value) -> arguments.add(prefix + "." + key + "=" + value));
        });
    arguments.addAll(List.of("-cp", LIBRARIES + "/*", "io.sluice.catalog.spark.SqlShell"));
    return new SparkProcess(arguments, log);
  }
}

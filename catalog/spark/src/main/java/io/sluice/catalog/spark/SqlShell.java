package io.sluice.catalog.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Spark in a process that is told what to do line by line. A line in is a statement of SQL, in
 * Base64. A line out is {@code READY}; or for each statement {@code ROWS} and the rows as an array
 * of JSON objects; or {@code ERROR} and what went wrong, from the outer cause to the inner one; the
 * latter two in Base64. Spark is configured by system properties.
 */
public final class SqlShell {
  private SqlShell() {}

  /** Serves statements until the input ends. */
  public static void main(String[] arguments) throws IOException {
    PrintStream out = System.out;
    // what Spark itself prints is no answer
    System.setOut(System.err);
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      spark.sparkContext().setLogLevel("ERROR");
      out.println("READY");
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.println(run(spark, decode(line)));
        out.flush();
      }
    }
  }

  private static String run(SparkSession spark, String statement) {
    try {
      Dataset<Row> rows = spark.sql(statement);
      List<String> json = rows.toJSON().collectAsList();
      return "ROWS " + encode("[" + String.join(",", json) + "]");
    } catch (Exception e) {
      return "ERROR " + encode(causes(e));
    }
  }

  private static String causes(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
        .limit(10)
        .map(Throwable::toString)
        .collect(Collectors.joining("\n"));
  }

  private static String decode(String line) {
    return new String(Base64.getDecoder().decode(line), StandardCharsets.UTF_8);
  }

  private static String encode(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}

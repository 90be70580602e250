package io.sluice.catalog.flink;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/**
 * Flink in a process that is told what to do line by line. A line in is a statement of SQL, in
 * Base64. A line out is {@code READY}; or for each statement {@code ROWS} and the rows as an array
 * of JSON objects; or {@code ERROR} and what went wrong, from the outer cause to the inner one; the
 * latter two in Base64. Each statement is a job of a cluster within the process.
 */
public final class SqlShell {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SqlShell() {}

  /** Serves statements until the input ends. */
  public static void main(String[] arguments) throws IOException {
    PrintStream out = System.out;
    // what Flink itself prints is no answer
    System.setOut(System.err);
    Configuration configuration = new Configuration();
    configuration.setString("parallelism.default", "2");
    configuration.setString("restart-strategy.type", "disable");
    // what lives longer than a job may hold its class loader, which has no classes of its own here
    configuration.setString("classloader.check-leaked-classloader", "false");
    TableEnvironment flink =
        TableEnvironment.create(
            EnvironmentSettings.newInstance()
                .inBatchMode()
                .withConfiguration(configuration)
                .build());
    out.println("READY");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(run(flink, decode(line)));
      out.flush();
    }
  }

  private static String run(TableEnvironment flink, String statement) {
    try {
      TableResult result = flink.executeSql(statement);
      if (statement.startsWith("INSERT ")) {
        // the cluster ends with the job, and cannot be asked how many rows there were
        result.await();
        return "ROWS " + encode("[]");
      }
      List<String> columns = result.getResolvedSchema().getColumnNames();
      List<Map<String, Object>> rows = new ArrayList<>();
      try (CloseableIterator<Row> found = result.collect()) {
        found.forEachRemaining(row -> rows.add(fields(columns, row)));
      }
      return "ROWS " + encode(JSON.writeValueAsString(rows));
    } catch (Exception e) {
      return "ERROR " + encode(causes(e));
    }
  }

  private static Map<String, Object> fields(List<String> columns, Row row) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      fields.put(columns.get(i), String.valueOf(row.getField(i)));
    }
    return fields;
  }

  private static String causes(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
        .limit(20)
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

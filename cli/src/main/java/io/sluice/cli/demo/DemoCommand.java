package io.sluice.cli.demo;

import com.google.errorprone.annotations.FormatMethod;
import io.sluice.cli.CommandException;
import io.sluice.cli.Logging;
import io.sluice.cli.client.CatalogOption;
import io.sluice.cli.client.ManagementClient;
import io.sluice.manager.secret.AccessKey;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RESTException;
import org.apache.iceberg.io.StorageCredential;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.core.exception.SdkException;

/** Shows what the catalog is for. */
@Command(
    name = "demo",
    description = {
      "Makes a catalog and a table of real data, queries it, and shows what vended credentials can"
          + " do and what they cannot.",
      "It talks to the server of this machine; where none runs, to one of its own in a temporary"
          + " folder."
    },
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  private static final Duration MOST_OF_A_DAY = Duration.ofHours(20);
  private static final int MOST_ROWS = 5;
  private static final int SECONDS_OF_HOUR = 3_600;
  private static final String QUERY =
      "SELECT zone, changed_at, shift_seconds FROM demo.%s WHERE abs(shift_seconds) >= %d"
              .formatted(DemoTable.NAME, MOST_OF_A_DAY.toSeconds())
          + " ORDER BY changed_at DESC LIMIT "
          + MOST_ROWS;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Mixin
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CatalogOption option;

  /** A row of the answer. */
  private record Row(String zone, String changedAt, int shiftSeconds) {
    static Row of(Record row) {
      return new Row(
          String.valueOf(row.getField("zone")),
          String.valueOf(row.getField("changed_at")),
          (int) row.getField("shift_seconds"));
    }

    static Row of(String line) {
      String[] columns = line.split("\t", -1);
      return new Row(columns[0], columns[1], Integer.parseInt(columns[2]));
    }
  }

  @Override
  public Integer call() {
    Logging.onlyErrors();
    try (DemoServer server = DemoServer.find(option)) {
      say("1  The server");
      if (server.isOwn()) {
        say("   none runs here, so one was started for this demo, in a temporary folder");
      }
      say("   catalog    %s/api/catalog", server.address());
      return demonstrate(server);
    } catch (RESTException
        | SdkException
        | UncheckedIOException
        | CommitFailedException
        | NoSuchTableException
        | NotFoundException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new CommandException(CommandException.FAILED, "the demo cannot go on: " + reason, e);
    } finally {
      out().flush();
    }
  }

  private int demonstrate(DemoServer server) {
    AccessKey key;
    try (ManagementClient client = ManagementClient.connect(server.address(), server.root())) {
      key = DemoEntities.prepare(client);
    }
    say("2  What an administrator has prepared");
    say("   catalog    %s, in %s", DemoEntities.NAME, DemoEntities.LOCATION);
    say(
        "   principal  %s, which has %s in it and nothing else",
        DemoEntities.NAME, DemoEntities.PRIVILEGE);
    try (DemoTable demo = DemoTable.connect(server.address(), key)) {
      DemoTable.Written written = demo.write(table -> DemoEntities.bucket(table, server.root()));
      say("3  What the principal has written, with vended credentials only");
      say(
          "   table      %s: %d rows in %d files by one commit",
          DemoTable.NAME, written.rows(), written.files());
      say("   data       every change of clocks: %s", ClockChanges.source());
      query(server, key, demo);
      return credentials(demo) ? 0 : CommandException.FAILED;
    }
  }

  private void query(DemoServer server, AccessKey key, DemoTable demo) {
    Optional<Spark> spark = Spark.find(System.getenv());
    Optional<List<String>> answer =
        spark.flatMap(found -> found.query(server.address(), key, QUERY));
    say("4  Who has skipped or repeated most of a day?");
    say("   asked by   %s", answer.isPresent() ? "Spark" : "Iceberg's generic reader");
    answer
        .map(lines -> lines.stream().map(Row::of).toList())
        .orElseGet(
            () ->
                demo.largest((int) MOST_OF_A_DAY.toSeconds(), MOST_ROWS).stream()
                    .map(Row::of)
                    .toList())
        .forEach(
            row ->
                say(
                    "   %-20s %-22s %s hours",
                    row.zone(),
                    row.changedAt(),
                    String.format(
                        Locale.ROOT, "%+.1f", (double) row.shiftSeconds() / SECONDS_OF_HOUR)));
    if (answer.isEmpty()) {
      bySpark(server, spark.isPresent());
    }
  }

  private void bySpark(DemoServer server, boolean failed) {
    say(
        "   %s; %s:",
        failed ? "spark-sql has failed" : "spark-sql is not here",
        server.isOwn() ? "with it, against 'sluice server', it is this" : "with it, it is this");
    URI address = server.isOwn() ? URI.create("http://127.0.0.1:8181") : server.address();
    say(
        "     # ID and SECRET: of the principal, by 'sluice principal rotate %s'",
        DemoEntities.NAME);
    Spark.byHand(address, QUERY).forEach(line -> say("     %s", line));
  }

  /** Whether they can do what they should, and nothing else. */
  private boolean credentials(DemoTable demo) {
    Vended vended = Vended.tryOut(demo.table());
    StorageCredential credential = vended.credential();
    Instant expires =
        Instant.ofEpochMilli(
            Long.parseLong(
                credential.config().getOrDefault("s3.session-token-expires-at-ms", "0")));
    say("5  What the principal was vended for this table");
    say("   prefix     %s", credential.prefix());
    say(
        "   expiry     %s, in %d minutes; renewed before that",
        expires.truncatedTo(ChronoUnit.SECONDS),
        Duration.between(Instant.now(), expires).toMinutes());
    say(
        "   may        %s",
        vended.inside().stream()
            .map(attempt -> attempt.done() ? attempt.what() : "not " + attempt.what())
            .collect(Collectors.joining(", ")));
    say("6  The same credentials outside of it");
    for (Vended.Attempt attempt : vended.outside()) {
      say("   %-10s %s", attempt.what(), attempt.where());
      say("              %s", attempt.done() ? "was possible" : attempt.result());
    }
    say("%s", vended.narrow() ? "All as it should be." : "That is not as it should be.");
    return vended.narrow();
  }

  @FormatMethod
  private void say(String format, Object... arguments) {
    out().println(format.formatted(arguments));
    out().flush();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}

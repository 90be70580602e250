package io.sluice.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Instant;
import picocli.CommandLine.Model.CommandSpec;

/** How commands show what the management API answers. */
final class Output {
  private Output() {}

  /** Names with their times, as a table. */
  static int names(CommandSpec spec, JsonNode entities) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%-32s %-8s %s%n", "NAME", "VERSION", "CREATED");
    for (JsonNode entity : entities) {
      out.printf(
          "%-32s %-8d %s%n",
          entity.path("name").asText(),
          entity.path("entityVersion").asInt(),
          Instant.ofEpochMilli(entity.path("createTimestamp").asLong()));
    }
    return done(spec);
  }

  static void line(CommandSpec spec, String name, String value) {
    spec.commandLine().getOut().printf("%-11s %s%n", name, value);
  }

  static int done(CommandSpec spec) {
    spec.commandLine().getOut().flush();
    return 0;
  }
}

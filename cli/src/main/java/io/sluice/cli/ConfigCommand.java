package io.sluice.cli;

import io.sluice.cli.config.Configuration;
import io.sluice.cli.config.Configuration.Explained;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What is configured. */
@Command(
    name = "config",
    description = "Shows what is configured.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class ConfigCommand {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Command(
      name = "explain",
      description = "Shows every setting, its value and where that came from; secrets are masked.",
      mixinStandardHelpOptions = true)
  int explain(
      @Option(names = "--config", paramLabel = "FILE", description = "a file of settings")
          @Nullable Path file) {
    PrintWriter out = spec.commandLine().getOut();
    List<Explained> all = Configuration.load(Map.of(), file).explain();
    for (Explained one : all) {
      out.printf("%s = %s%n", one.setting().key(), one.value());
      out.printf(
          "    %s (from: %s; environment: %s)%n",
          one.setting().description(), one.source(), one.setting().environmentVariable());
    }
    out.flush();
    return 0;
  }
}

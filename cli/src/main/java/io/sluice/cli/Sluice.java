package io.sluice.cli;

import io.sluice.cli.client.CatalogCommand;
import io.sluice.cli.client.GrantCommand;
import io.sluice.cli.client.PrincipalCommand;
import io.sluice.cli.client.RoleCommand;
import io.sluice.cli.client.ScrubCommand;
import io.sluice.cli.client.StorageCommand;
import io.sluice.cli.config.ConfigurationException;
import io.sluice.cli.demo.DemoCommand;
import io.sluice.cli.server.GatewayCommand;
import io.sluice.cli.server.ManagerCommand;
import io.sluice.cli.server.ServerCommand;
import io.sluice.cli.tls.TlsCommand;
import io.sluice.protocol.client.RefusedException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code sluice}. */
@Command(
    name = "sluice",
    description = "The gate of a data lake: an S3 server that acknowledges nothing it could lose.",
    version = "sluice 0.1.0",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Begin with 'sluice server'. Every setting is listed by 'sluice config explain'.",
      "Exit codes: 0 it was done, 1 it could not be done, 2 it was not understood."
    })
public final class Sluice {
  private static final List<Class<?>> COMMANDS =
      List.of(
          ServerCommand.class,
          ManagerCommand.class,
          GatewayCommand.class,
          PrincipalCommand.class,
          CatalogCommand.class,
          RoleCommand.class,
          GrantCommand.class,
          StorageCommand.class,
          ScrubCommand.class,
          ConfigCommand.class,
          TlsCommand.class,
          DemoCommand.class,
          HelpCommand.class);

  private Sluice() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    Logging.start();
    return commandLine(args)
        .setExecutionExceptionHandler((e, command, _) -> failed(e, command))
        .setParameterExceptionHandler(Sluice::misunderstood)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(args);
  }

  /**
   * With the one command that is asked for, or with all where it is none of them. What the others
   * are able to do is half a second's work to read, which no start of a server should wait for.
   */
  private static CommandLine commandLine(String... args) {
    CommandLine all = new CommandLine(new Sluice());
    COMMANDS.stream()
        .filter(command -> args.length > 0 && isNamed(command, args[0]))
        .findFirst()
        .filter(command -> command != HelpCommand.class)
        .map(List::<Class<?>>of)
        .orElse(COMMANDS)
        .forEach(all::addSubcommand);
    return all;
  }

  private static boolean isNamed(Class<?> command, String name) {
    return command.getAnnotation(Command.class).name().equals(name);
  }

  private static int failed(Exception e, CommandLine command) throws Exception {
    int exitCode =
        switch (e) {
          case CommandException failure -> failure.exitCode();
          case ConfigurationException _ -> CommandException.USAGE;
          case RefusedException _ -> CommandException.FAILED;
          default -> throw e;
        };
    String message =
        e instanceof RefusedException refused
            ? refused.failure().getMessage()
            : String.valueOf(e.getMessage());
    print(command, message);
    return exitCode;
  }

  private static int misunderstood(ParameterException e, String[] args) {
    print(
        e.getCommandLine(),
        "%s%s; see '%s --help'"
            .formatted(
                e.getMessage(), meant(e), e.getCommandLine().getCommandSpec().qualifiedName()));
    return CommandException.USAGE;
  }

  private static String meant(ParameterException e) {
    return e instanceof UnmatchedArgumentException unmatched
        ? unmatched.getSuggestions().stream()
            .findFirst()
            .map(", did you mean '%s'?"::formatted)
            .orElse("")
        : "";
  }

  private static void print(CommandLine command, String message) {
    PrintWriter err = command.getErr();
    err.println("sluice: " + message);
    err.flush();
  }
}

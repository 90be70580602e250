package io.sluice.cli.server;

import io.sluice.cli.config.Configuration;
import io.sluice.cli.config.Setting;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that runs a process until it is told to stop. */
abstract class RunningCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "a file of settings (config/application.properties, if that is there)")
  private @Nullable Path configFile;

  private final Server.Shape shape;
  private final Map<String, String> options = new HashMap<>();

  RunningCommand(Server.Shape shape) {
    this.shape = shape;
  }

  /** Tells what was given on the command line, each by {@link #set}. */
  abstract void setOptions();

  /** Says how to reach the process. */
  abstract void welcome(PrintWriter out, Server.Started started, Configuration configuration);

  final void set(Setting<?> setting, @Nullable Object value) {
    if (value != null) {
      options.put(setting.key(), value.toString());
    }
  }

  @Override
  public final Integer call() throws InterruptedException {
    setOptions();
    Configuration configuration = Configuration.load(options, configFile);
    Server.Started started = Server.start(shape, configuration);
    CountDownLatch stopped = stopWhenTold(started.server());
    PrintWriter out = spec.commandLine().getOut();
    welcome(out, started, configuration);
    out.flush();
    stopped.await();
    return 0;
  }

  private static CountDownLatch stopWhenTold(Server server) {
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .unstarted(
                    () -> {
                      server.close();
                      stopped.countDown();
                      // to be told to stop, and to have stopped, is success
                      Runtime.getRuntime().halt(0);
                    }));
    return stopped;
  }
}

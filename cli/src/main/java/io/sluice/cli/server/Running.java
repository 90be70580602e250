package io.sluice.cli.server;

import io.sluice.cli.config.Setting;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** What the commands have in common that run until they are told to stop. */
final class Running {
  private Running() {}

  /** Stops a process when it is told to, which ends it with success. */
  static void untilStopped(Server server, Runnable welcome) throws InterruptedException {
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
    welcome.run();
    stopped.await();
  }

  /** Adds what was given on the command line. */
  static void put(Map<String, String> options, Setting<?> setting, @Nullable Object value) {
    if (value != null) {
      options.put(setting.key(), value.toString());
    }
  }
}

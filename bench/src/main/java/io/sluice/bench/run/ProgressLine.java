package io.sluice.bench.run;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;

/**
 * Says how far a run has come: in one line that changes on a terminal, else in one after the other.
 */
public final class ProgressLine {
  private final PrintStream out;
  private final boolean terminal;
  private final long startedNanos = System.nanoTime();
  private int steps = 1;
  private int done;

  public ProgressLine(PrintStream out) {
    this.out = out;
    this.terminal = isTerminal();
  }

  @SuppressWarnings("SystemConsoleNull") // it says itself that it may be
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  void expect(int count) {
    steps = Math.max(1, count);
  }

  void step() {
    done++;
  }

  void say(String what) {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - startedNanos);
    String line =
        "[%3d %% %d:%02d] %s"
            .formatted(100 * done / steps, elapsed.toMinutes(), elapsed.toSecondsPart(), what);
    if (terminal) {
      out.print("\r\u001b[K" + line);
      out.flush();
    } else {
      out.println(line);
    }
  }

  void end() {
    if (terminal) {
      out.print("\r\u001b[K");
      out.flush();
    }
  }
}

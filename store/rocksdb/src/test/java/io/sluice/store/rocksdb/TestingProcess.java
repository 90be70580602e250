package io.sluice.store.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A Java process with the class path of this one, whose output is read line by line. */
final class TestingProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private TestingProcess(List<String> command) throws IOException {
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    output = process.inputReader();
  }

  static TestingProcess start(Class<?> main, Object... arguments) throws IOException {
    return new TestingProcess(command(main, List.of(), arguments));
  }

  /** Starts it such that it cannot make a file larger than a limit, as a full disk would not. */
  static TestingProcess startWithFileLimit(int kibibytes, Class<?> main, Object... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    // in units of 512 bytes, says POSIX; bash takes 1024 unless it is called as sh
    command.addAll(List.of("sh", "-c", "ulimit -f " + 2 * kibibytes + " && exec \"$@\"", "sh"));
    command.addAll(command(main, List.of(), arguments));
    return new TestingProcess(command);
  }

  static TestingProcess startWith(List<String> jvmArguments, Class<?> main, Object... arguments)
      throws IOException {
    return new TestingProcess(command(main, jvmArguments, arguments));
  }

  private static List<String> command(
      Class<?> main, List<String> jvmArguments, Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "-Xmx256m", "-XX:TieredStopAtLevel=1"));
    command.addAll(jvmArguments);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return command;
  }

  /** The next line; empty when there are no more. */
  Optional<String> line() throws IOException {
    return Optional.ofNullable(output.readLine());
  }

  /** Kills it as {@code kill -9} does, and waits until it is gone; what it wrote can be read. */
  void kill() throws InterruptedException {
    assertThat(process.toHandle().destroyForcibly()).isTrue();
    process.waitFor();
  }

  int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}

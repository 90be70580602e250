package io.sluice.credentials.aws;

import static io.sluice.credentials.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.credentials.testing.TestingIdentities;
import io.sluice.credentials.testing.TestingS3;
import io.sluice.credentials.testing.TestingSts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is stopped for longer than its credentials live, as by a suspended machine. */
class StoppedProcessIT {
  private static final Duration LIFE = Duration.ofSeconds(5);

  @TempDir private Path folder;

  @Test
  void recovers_on_the_first_call_after_it_was_stopped() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "web-token");
    TestingIdentities identities = new TestingIdentities(InstantSource.system());
    try (TestingSts sts = new TestingSts(identities).life(LIFE);
        TestingS3 s3 = new TestingS3(identities)) {
      Process process = start(s3.uri().toString(), sts.uri().toString(), token.toString());
      try (BufferedReader answers = process.inputReader(StandardCharsets.UTF_8)) {
        get(process);
        assertThat(answers.readLine()).isEqualTo("hello");

        signal("STOP", process);
        String newest = "ASIA%04d".formatted(sts.requests().size());
        eventually(() -> assertThat(identities.valid(newest)).as("past expiry").isNull());
        // the request is there before the process wakes up, so nothing runs ahead of it
        get(process);
        signal("CONT", process);

        assertThat(answers.readLine()).isEqualTo("hello");
      } finally {
        process.destroyForcibly();
      }
    }
  }

  private static Process start(String... args) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            StoppedProcess.class.getName());
    builder.command().addAll(List.of(args));
    return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static void get(Process process) throws IOException {
    OutputStream lines = process.getOutputStream();
    lines.write("get\n".getBytes(StandardCharsets.UTF_8));
    lines.flush();
  }

  private static void signal(String signal, Process process) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }
}

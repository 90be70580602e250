package io.sluice.credentials;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jcstress.Main;

/**
 * A short run of jcstress: one JVM for each race, in one mode of compilation. The README says how
 * to make a long one.
 */
class StressIT {
  private static final Path RESULTS = Path.of("target", "jcstress").toAbsolutePath();

  @Test
  @Timeout(300)
  void the_planted_faults_are_caught_and_nothing_else_is_found() throws Exception {
    Path output = Files.createDirectories(RESULTS).resolve("output.txt");
    List<String> arguments =
        List.of(
            "-r",
            RESULTS.toString(),
            "-f",
            "1",
            "-fsm",
            "0",
            "-af",
            "NONE",
            "-sc",
            "false",
            "-jvmArgs",
            "-Xmx256m",
            "-iters",
            "2",
            "-time",
            "500");
    ProcessBuilder jcstress =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName());
    jcstress.command().addAll(arguments);
    jcstress
        .directory(RESULTS.toFile())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start()
        .waitFor();

    List<String> lines = Files.readAllLines(output, UTF_8);
    assertThat(lines)
        .anyMatch(line -> line.contains("4 passed, 3 failed, 0 soft errs, 0 hard errs"));
    assertThat(lines.stream().filter(line -> line.contains("[FAILED]")))
        .containsOnly(
            "...... [FAILED] io.sluice.credentials.PlantedFaults.DoubleFlight",
            "...... [FAILED] io.sluice.credentials.PlantedFaults.LateAnswer",
            "...... [FAILED] io.sluice.credentials.PlantedFaults.TornPublication");
  }
}

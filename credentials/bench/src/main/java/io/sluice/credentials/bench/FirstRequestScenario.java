package io.sluice.credentials.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Result 2: what the first request after the start of a process takes. */
final class FirstRequestScenario {
  private static final String REQUEST = "first request ms";

  private FirstRequestScenario() {}

  static Result run(boolean smoke, Path token) throws IOException, InterruptedException {
    int rounds = smoke ? 1 : 21;
    Set<Variant> variants =
        smoke ? EnumSet.of(Variant.STATIC, Variant.SLUICE) : EnumSet.allOf(Variant.class);
    PerVariant<List<Double>> request = PerVariant.make(any -> new ArrayList<>());
    PerVariant<List<Double>> sinceStart = PerVariant.make(any -> new ArrayList<>());
    try (Servers servers = new Servers(Duration.ofHours(1), ExpiryScenario.S3_TIME)) {
      for (int round = 0; round < rounds; round++) {
        for (Variant variant : variants) {
          String[] nanos = once(variant, servers, token).split(" ", -1);
          request.of(variant).add(millis(nanos[0]));
          sinceStart.of(variant).add(millis(nanos[1]));
        }
      }
    }
    Result.Builder result =
        new Result.Builder(
            "first", "the first request of a process, with an STS that takes 150 ms");
    for (Variant variant : variants) {
      result.figure(variant, REQUEST, Figure.of(array(request.of(variant))));
      result.figure(variant, "start to first answer ms", Figure.of(array(sinceStart.of(variant))));
    }
    result.bar(
        "median no slower than three quarters of the processes with static credentials",
        result.median(Variant.SLUICE, REQUEST),
        Figure.upperQuartile(array(request.of(Variant.STATIC))));
    return result.build();
  }

  private static String once(Variant variant, Servers servers, Path token)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                FirstRequestProcess.class.getName(),
                variant.name(),
                servers.sts.uri().toString(),
                servers.s3.uri().toString(),
                token.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = process.inputReader(UTF_8)) {
      String line = out.readLine();
      if (process.waitFor() != 0 || line == null) {
        throw new IOException(variant + " failed");
      }
      return line;
    }
  }

  private static double[] array(List<Double> figures) {
    return figures.stream().mapToDouble(figure -> figure).toArray();
  }

  private static double millis(String nanos) {
    return Long.parseLong(nanos) / 1e6;
  }
}

package io.sluice.credentials.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Measures the four results that this library is about, side by side with the SDK's own providers,
 * prints them and writes them as JSON, with a picture of the third. Ends with 1 where a bar is not
 * met; a smoke run, which shows that everything still runs, has no bars.
 */
public final class Bench {
  private static final List<String> ALL = List.of("read", "first", "expiry", "clients");

  private boolean smoke;
  private Path out = Path.of(".");
  private final Set<String> only = new LinkedHashSet<>();

  private Bench(List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      switch (arguments.get(i)) {
        case "--smoke" -> smoke = true;
        case "--out" -> out = Path.of(arguments.get(++i));
        case "--only" -> only.add(arguments.get(++i));
        default ->
            throw new IllegalArgumentException(
                "expected --smoke, --out <folder> or --only <%s>, not %s"
                    .formatted(String.join("|", ALL), arguments.get(i)));
      }
    }
  }

  public static void main(String[] args) throws Exception {
    System.exit(run(List.of(args)) ? 0 : 1);
  }

  /** Whether every bar is met, or it was a smoke run. */
  static boolean run(List<String> arguments) throws Exception {
    return new Bench(arguments).run();
  }

  private boolean run() throws Exception {
    Files.createDirectories(out);
    Path token = Files.createTempFile("bench", "token");
    Files.writeString(token, "web-token");
    boolean met = true;
    for (String name : only.isEmpty() ? ALL : new ArrayList<>(only)) {
      Result result = measure(name, token);
      System.out.println(result.table());
      write(result);
      met &= result.met();
    }
    Files.delete(token);
    return met || smoke;
  }

  private Result measure(String name, Path token) throws Exception {
    return switch (name) {
      case "read" -> ReadScenario.run(smoke);
      case "first" -> FirstRequestScenario.run(smoke, token);
      case "clients" -> new ClientsScenario(smoke, token).run();
      case "expiry" -> {
        ExpiryScenario scenario = new ExpiryScenario(smoke, token);
        Result result = scenario.run();
        Files.writeString(out.resolve("latency.svg"), scenario.picture());
        yield result;
      }
      default -> throw new IllegalArgumentException("there is no result " + name);
    };
  }

  private void write(Result result) throws Exception {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("machine", machine());
    report.put("smoke", smoke);
    report.put("result", result);
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(out.resolve(result.name() + ".json").toFile(), report);
  }

  private static Map<String, Object> machine() {
    Runtime runtime = Runtime.getRuntime();
    return Map.of(
        "cpus", runtime.availableProcessors(),
        "java", System.getProperty("java.vm.version"),
        "os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
  }
}

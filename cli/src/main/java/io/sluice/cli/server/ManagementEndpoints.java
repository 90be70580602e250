package io.sluice.cli.server;

import io.sluice.http.Exchange;
import io.sluice.http.Handler;
import io.sluice.http.Headers;
import io.sluice.http.Rejection;
import io.sluice.http.Response;
import io.sluice.http.Routes;
import io.sluice.http.Routes.Route;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/** Health and metrics, under the paths that Quarkus gives them. */
final class ManagementEndpoints {
  private static final String JSON = "application/json";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private ManagementEndpoints() {}

  /** Whether a check holds. */
  record Check(String name, Supplier<Boolean> up) {}

  static Handler handler(List<Check> ready, Metrics metrics) {
    return new Routes(
        List.of(
            new Route("GET", "/q/health/live", (_, _) -> health(List.of())),
            new Route("GET", "/q/health/ready", (_, _) -> health(ready)),
            new Route("GET", "/q/health", (_, _) -> health(ready)),
            new Route("GET", "/q/metrics", (_, _) -> text(200, PROMETHEUS, metrics.scrape()))),
        new Missing());
  }

  private static Response health(List<Check> checks) {
    boolean up = true;
    StringBuilder each = new StringBuilder();
    for (Check check : checks) {
      boolean holds = check.up().get();
      up &= holds;
      each.append(each.isEmpty() ? "" : ",")
          .append("{\"name\":\"%s\",\"status\":\"%s\"}".formatted(check.name(), status(holds)));
    }
    return text(
        up ? 200 : 503, JSON, "{\"status\":\"%s\",\"checks\":[%s]}\n".formatted(status(up), each));
  }

  private static String status(boolean up) {
    return up ? "UP" : "DOWN";
  }

  private static Response text(int status, String type, String body) {
    return Response.of(
        status, Headers.of("Content-Type", type), body.getBytes(StandardCharsets.UTF_8));
  }

  private static final class Missing implements Routes.Fallback {
    @Override
    public Response notFound(Exchange exchange) {
      return text(
          404, "text/plain", "there is /q/health/live, /q/health/ready and /q/metrics here\n");
    }

    @Override
    public Response methodNotAllowed(Exchange exchange, Headers allow) {
      return Response.empty(405, allow);
    }

    @Override
    public Response reject(Rejection rejection) {
      return Response.empty(400, Headers.NONE);
    }
  }
}

package io.sluice.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Calls what a table names for a request's method and path. A template's segments are literal or,
 * like {@code {name}}, stand for any one segment that is not empty; where two templates match, the
 * one that is literal earlier wins. Segments are compared as they were sent, undecoded.
 */
public final class Routes implements Handler {
  /** What to do for a method and a path such as {@code /v1/{prefix}/tables/{table}}. */
  public record Route(String method, String template, Action action) {}

  /** Answers the requests of one route. */
  @FunctionalInterface
  public interface Action {
    Response handle(Exchange exchange, PathParameters parameters) throws IOException;
  }

  /** Answers what no route is for. */
  public interface Fallback {
    Response notFound(Exchange exchange);

    /**
     * The path is known, but not for this method.
     *
     * @param allow the header field {@code Allow}, which must be part of the answer (RFC 9110,
     *     section 15.5.6)
     */
    Response methodNotAllowed(Exchange exchange, Headers allow);

    Response reject(Rejection rejection);
  }

  private final List<Compiled> routes;
  private final Fallback fallback;

  /**
   * Takes the table as it is now.
   *
   * @throws IllegalArgumentException if a template is malformed, or a method has two of one form
   */
  public Routes(List<Route> routes, Fallback fallback) {
    this.routes =
        routes.stream().map(Compiled::of).sorted(Comparator.comparing(Compiled::form)).toList();
    this.fallback = fallback;
    Set<String> forms = new HashSet<>();
    for (Compiled compiled : this.routes) {
      if (!forms.add(compiled.route.method() + " " + compiled.form())) {
        throw new IllegalArgumentException(
            "two routes for %s %s".formatted(compiled.route.method(), compiled.route.template()));
      }
    }
  }

  @Override
  public Response handle(Exchange exchange) throws IOException {
    String[] segments = exchange.path().split("/", -1);
    Set<String> allowed = new TreeSet<>();
    for (Compiled compiled : routes) {
      PathParameters parameters = compiled.match(segments);
      if (parameters != null) {
        if (compiled.route.method().equals(exchange.method())) {
          return compiled.route.action().handle(exchange, parameters);
        }
        allowed.add(compiled.route.method());
      }
    }
    return allowed.isEmpty()
        ? fallback.notFound(exchange)
        : fallback.methodNotAllowed(exchange, Headers.of("Allow", String.join(", ", allowed)));
  }

  @Override
  public Response reject(Rejection rejection) {
    return fallback.reject(rejection);
  }

  /** A route with its template taken apart; a segment with a name stands for any. */
  private record Compiled(Route route, List<Segment> segments) {
    private record Segment(String text, boolean isParameter) {}

    static Compiled of(Route route) {
      if (!route.template().startsWith("/")) {
        throw malformed(route);
      }
      List<Segment> segments = new ArrayList<>();
      Set<String> names = new HashSet<>();
      for (String text : route.template().split("/", -1)) {
        boolean isParameter = text.length() > 2 && text.startsWith("{") && text.endsWith("}");
        String name = isParameter ? text.substring(1, text.length() - 1) : text;
        if (name.contains("{") || name.contains("}") || (isParameter && !names.add(name))) {
          throw malformed(route);
        }
        segments.add(new Segment(name, isParameter));
      }
      return new Compiled(route, List.copyOf(segments));
    }

    private static IllegalArgumentException malformed(Route route) {
      return new IllegalArgumentException(
          "template %s is not slashes, text and distinct {names}".formatted(route.template()));
    }

    /** Orders literal segments ahead of parameters: no literal has a character behind U+FFFE. */
    String form() {
      StringBuilder form = new StringBuilder();
      for (Segment segment : segments) {
        form.append('/').append(segment.isParameter ? "\uffff" : segment.text);
      }
      return form.toString();
    }

    @Nullable PathParameters match(String[] sent) {
      if (sent.length != segments.size()) {
        return null;
      }
      for (int i = 0; i < sent.length; i++) {
        Segment segment = segments.get(i);
        if (segment.isParameter ? sent[i].isEmpty() : !segment.text.equals(sent[i])) {
          return null;
        }
      }
      List<String> namesAndValues = new ArrayList<>();
      for (int i = 0; i < sent.length; i++) {
        if (segments.get(i).isParameter) {
          namesAndValues.add(segments.get(i).text);
          namesAndValues.add(sent[i]);
        }
      }
      return new PathParameters(namesAndValues);
    }
  }
}

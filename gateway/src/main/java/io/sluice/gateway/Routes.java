package io.sluice.gateway;

import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.Query;
import io.sluice.gateway.request.Target.Level;
import io.sluice.http.Headers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds the operation that a request is for. A request that asks for something that is not there
 * yet is never taken for another one.
 */
final class Routes {
  /** What parameters of a query ask for something of its own, in all of S3. */
  private static final Set<String> SUB_RESOURCES =
      Set.of(
          "accelerate",
          "acl",
          "analytics",
          "annotation",
          "attributes",
          "cors",
          "delete",
          "encryption",
          "intelligent-tiering",
          "inventory",
          "legal-hold",
          "lifecycle",
          "list-type",
          "location",
          "logging",
          "metadataConfiguration",
          "metadataTable",
          "metrics",
          "notification",
          "object-lock",
          "ownershipControls",
          "partNumber",
          "policy",
          "policyStatus",
          "publicAccessBlock",
          "renameObject",
          "replication",
          "requestPayment",
          "restore",
          "retention",
          "select",
          "session",
          "tagging",
          "torrent",
          "uploadId",
          "uploads",
          "versioning",
          "versions",
          "website");

  /** What may stand in any query without asking for anything. */
  private static final Set<String> WITHOUT_VALUE =
      Set.of(
          "prefix",
          "delimiter",
          "marker",
          "start-after",
          "continuation-token",
          "key-marker",
          "upload-id-marker",
          "part-number-marker",
          "versionId");

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS");

  private record Place(String method, Level level) {}

  private final Map<Place, List<Route>> byPlace;
  private final Map<Level, Set<String>> methods = new HashMap<>();

  /**
   * The first that fits a request is its route, so those that ask for more stand before those that
   * ask for less.
   */
  Routes(List<Route> routes) {
    byPlace =
        routes.stream()
            .collect(Collectors.groupingBy(route -> new Place(route.method(), route.level())));
    for (Route route : routes) {
      methods.computeIfAbsent(route.level(), _ -> new TreeSet<>()).add(route.method());
    }
  }

  /**
   * Finds it.
   *
   * @throws S3Exception MethodNotAllowed or NotImplemented
   */
  Route find(String method, Level level, Query query, Headers headers) {
    List<Route> candidates = byPlace.getOrDefault(new Place(method, level), List.of());
    for (Route route : candidates) {
      if (fits(route, query, headers)) {
        requireNothingElse(route, query);
        return route;
      }
    }
    Set<String> allowed = methods.getOrDefault(level, Set.of());
    boolean asksForSomething =
        query.parameters().stream().anyMatch(p -> SUB_RESOURCES.contains(p.name()));
    if (METHODS.contains(method) && asksForSomething) {
      throw notImplemented(query);
    }
    throw new S3Exception(S3Error.METHOD_NOT_ALLOWED)
        .with("Method", method)
        .with("ResourceType", level.name())
        .withHeader("Allow", allowedWithout(method, allowed));
  }

  private static String allowedWithout(String method, Set<String> allowed) {
    return allowed.stream().filter(m -> !m.equals(method)).collect(Collectors.joining(", "));
  }

  private static boolean fits(Route route, Query query, Headers headers) {
    return route.parameters().stream().allMatch(query::has)
        && (route.header().isEmpty() || headers.contains(route.header()));
  }

  private static void requireNothingElse(Route route, Query query) {
    for (Query.Parameter parameter : query.parameters()) {
      String name = parameter.name();
      boolean unknown = !parameter.hasEqualsSign() && !WITHOUT_VALUE.contains(name);
      boolean asks = SUB_RESOURCES.contains(name) || unknown;
      boolean partOfObject = name.equals("partNumber") && route.readsObject();
      if (asks && !route.parameters().contains(name) && !partOfObject) {
        throw notImplemented(query);
      }
    }
  }

  private static S3Exception notImplemented(Query query) {
    String names =
        query.parameters().stream().map(Query.Parameter::name).collect(Collectors.joining("&"));
    return new S3Exception(S3Error.NOT_IMPLEMENTED).with("Query", names);
  }
}

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
          "abac",
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
          "metadataAnnotationTable",
          "metadataConfiguration",
          "metadataInventoryTable",
          "metadataJournalTable",
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

  /** What may stand in a query without a value and ask for nothing. */
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
   * @throws S3Exception MethodNotAllowed, NotImplemented, or InvalidArgument for a version that
   *     means nothing to the operation
   */
  Route find(String method, Level level, Query query, Headers headers) {
    List<Route> candidates = byPlace.getOrDefault(new Place(method, level), List.of());
    for (Route route : candidates) {
      if (fits(route, query, headers)) {
        requireNothingElse(route, query);
        return route;
      }
    }
    if (METHODS.contains(method) && query.parameters().stream().anyMatch(Routes::asks)) {
      throw new S3Exception(S3Error.NOT_IMPLEMENTED);
    }
    Set<String> allowed = methods.getOrDefault(level, Set.of());
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
      if (asks(parameter) && !route.takes(parameter.name())) {
        throw new S3Exception(S3Error.NOT_IMPLEMENTED);
      }
      if (parameter.name().equals("versionId") && !route.operation().takesVersion()) {
        throw S3Exception.invalidArgument(
            "versionId", parameter.value(), "This operation does not accept a version-id.");
      }
    }
  }

  /** Whether it may ask for something of its own: what is not known and has no value may. */
  private static boolean asks(Query.Parameter parameter) {
    return SUB_RESOURCES.contains(parameter.name())
        || (!parameter.hasEqualsSign() && !WITHOUT_VALUE.contains(parameter.name()));
  }
}

package io.sluice.catalog.vending;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.jspecify.annotations.Nullable;

/**
 * Which requests to S3 are signed: those that read and write the files of a table, with parameters
 * and headers that are known to do nothing else. Every key that a request names, wherever it does,
 * lies in the scope.
 */
final class SignRules {
  /** Whether a request changes anything. */
  enum Effect {
    READ,
    WRITE
  }

  private static final int MOST_DELETED = 1_000;
  private static final int MOST_BODY_CHARACTERS = 2 << 20;
  private static final String COPY_SOURCE = "x-amz-copy-source";

  /** Of all requests: the SDK says with it which operation it means. */
  private static final String OPERATION = "x-id";

  private static final Set<String> LIST =
      Set.of(
          "list-type",
          "prefix",
          "delimiter",
          "max-keys",
          "continuation-token",
          "start-after",
          "marker",
          "encoding-type",
          "fetch-owner");
  private static final Set<String> GET = Set.of("versionId", "partNumber");
  private static final Set<String> LIST_PARTS =
      Set.of("uploadId", "max-parts", "part-number-marker");
  private static final Set<String> PART = Set.of("uploadId", "partNumber");
  private static final Set<String> UPLOAD = Set.of("uploadId");

  /** Headers that give rights away, or keep a file from being deleted. */
  private static final List<String> REFUSED_HEADERS =
      List.of(
          "x-amz-acl",
          "x-amz-grant-",
          "x-amz-object-lock-",
          "x-amz-bypass-governance-retention",
          "x-amz-mfa",
          "x-amz-security-token",
          "x-amz-website-redirect-location");

  private SignRules() {}

  /**
   * Requires that a request is one of those.
   *
   * @param headers by their names in lower case
   * @throws ForbiddenException if it is not
   */
  static Effect require(
      String method,
      SignTarget target,
      Map<String, List<String>> headers,
      @Nullable String body,
      Scope scope) {
    if (headers.keySet().stream().anyMatch(SignRules::refused)) {
      throw SignTarget.refused();
    }
    if (target.key().isEmpty()) {
      return requireBucket(method, target, body, scope);
    }
    requireInside(scope, target.bucket(), target.key());
    return switch (method.toUpperCase(Locale.ROOT)) {
      case "GET" -> target.has("uploadId") ? write(target, LIST_PARTS) : read(target, GET);
      case "HEAD" -> read(target, GET);
      case "PUT" -> {
        requireSource(headers, scope);
        yield target.query().stream().allMatch(p -> p.name().equals(OPERATION))
            ? Effect.WRITE
            : exactly(target, PART);
      }
      case "POST" ->
          target.has("uploads") ? exactly(target, Set.of("uploads")) : exactly(target, UPLOAD);
      case "DELETE" -> target.has("uploadId") ? exactly(target, UPLOAD) : write(target, Set.of());
      default -> throw SignTarget.refused();
    };
  }

  private static boolean refused(String header) {
    return REFUSED_HEADERS.stream().anyMatch(header::startsWith);
  }

  private static Effect requireBucket(
      String method, SignTarget target, @Nullable String body, Scope scope) {
    if (method.equalsIgnoreCase("GET") && target.has("location")) {
      if (scope.locations().stream().noneMatch(l -> l.bucket().equals(target.bucket()))) {
        throw SignTarget.refused();
      }
      return read(target, Set.of("location"));
    }
    if (method.equalsIgnoreCase("GET")) {
      requireInside(scope, target.bucket(), target.parameter("prefix").orElse(""));
      return read(target, LIST);
    }
    if (method.equalsIgnoreCase("POST") && target.has("delete")) {
      for (String key : keys(body)) {
        requireInside(scope, target.bucket(), key);
      }
      return exactly(target, Set.of("delete"));
    }
    throw SignTarget.refused();
  }

  private static Effect read(SignTarget target, Set<String> known) {
    requireKnown(target, known);
    return Effect.READ;
  }

  private static Effect write(SignTarget target, Set<String> known) {
    requireKnown(target, known);
    return Effect.WRITE;
  }

  private static Effect exactly(SignTarget target, Set<String> parameters) {
    requireKnown(target, parameters);
    if (!parameters.stream().allMatch(target::has)) {
      throw SignTarget.refused();
    }
    return Effect.WRITE;
  }

  private static void requireKnown(SignTarget target, Set<String> known) {
    for (SignTarget.Parameter parameter : target.query()) {
      if (!known.contains(parameter.name()) && !parameter.name().equals(OPERATION)) {
        throw SignTarget.refused();
      }
    }
  }

  private static void requireInside(Scope scope, String bucket, String key) {
    if (!SignTarget.plain(key) || !scope.contains(bucket, key)) {
      throw SignTarget.refused();
    }
  }

  /** What is copied has to be in the scope as well. */
  private static void requireSource(Map<String, List<String>> headers, Scope scope) {
    List<String> sources = headers.getOrDefault(COPY_SOURCE, List.of());
    if (sources.size() > 1) {
      throw SignTarget.refused();
    }
    for (String source : sources) {
      String path = source.startsWith("/") ? source.substring(1) : source;
      int version = path.indexOf("?versionId=");
      String decoded = SignTarget.decode(version < 0 ? path : path.substring(0, version));
      int slash = decoded.indexOf('/');
      if (slash < 0) {
        throw SignTarget.refused();
      }
      requireInside(scope, decoded.substring(0, slash), decoded.substring(slash + 1));
    }
  }

  /** The keys that a request deletes. */
  private static List<String> keys(@Nullable String body) {
    if (body == null || body.length() > MOST_BODY_CHARACTERS) {
      throw SignTarget.refused();
    }
    List<String> keys = new ArrayList<>();
    try {
      XMLInputFactory factory = XMLInputFactory.newFactory();
      factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
      factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
      XMLStreamReader xml = factory.createXMLStreamReader(new StringReader(body));
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamConstants.START_ELEMENT && xml.getLocalName().equals("Key")) {
          keys.add(xml.getElementText());
        }
      }
    } catch (XMLStreamException e) {
      throw SignTarget.refused();
    }
    if (keys.isEmpty() || keys.size() > MOST_DELETED) {
      throw SignTarget.refused();
    }
    return keys;
  }

  static Optional<String> single(Map<String, List<String>> headers, String name) {
    List<String> values = headers.getOrDefault(name, List.of());
    return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
  }
}

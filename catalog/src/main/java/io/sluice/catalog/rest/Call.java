package io.sluice.catalog.rest;

import io.sluice.catalog.access.Actor;
import io.sluice.catalog.access.Privilege;
import io.sluice.catalog.access.Securable;
import io.sluice.catalog.entity.Once;
import io.sluice.catalog.entity.Paging;
import io.sluice.catalog.record.CatalogRecord;
import io.sluice.http.Exchange;
import io.sluice.http.PathParameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.rest.RESTRequest;
import org.apache.iceberg.rest.RESTUtil;
import org.jspecify.annotations.Nullable;

/** One request to a catalog, by somebody who is known. */
final class Call {
  private static final Pattern SEPARATOR = Pattern.compile("\u001f");

  private final Exchange exchange;
  private final PathParameters parameters;
  private final Actor actor;
  private final CatalogRecord catalog;
  private final int maxBodyBytes;
  private Once once = Once.NONE;
  private @Nullable RESTRequest request;

  Call(
      Exchange exchange,
      PathParameters parameters,
      Actor actor,
      CatalogRecord catalog,
      int maxBodyBytes) {
    this.exchange = exchange;
    this.parameters = parameters;
    this.actor = actor;
    this.catalog = catalog;
    this.maxBodyBytes = maxBodyBytes;
  }

  Exchange exchange() {
    return exchange;
  }

  Actor actor() {
    return actor;
  }

  CatalogRecord catalog() {
    return catalog;
  }

  Once once() {
    return once;
  }

  void once(Once once) {
    this.once = once;
  }

  @Nullable String header(String name) {
    return exchange.headers().first(name);
  }

  /** The body; it is read once. */
  <T extends RESTRequest> T request(Class<T> type) {
    if (request == null) {
      try {
        request = Json.read(Json.body(exchange, maxBodyBytes), type);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return type.cast(request);
  }

  Namespace namespace() {
    return namespace(decode(parameters.raw("namespace")));
  }

  /** Levels with the character that stands between them. */
  static Namespace namespace(String levels) {
    return Namespace.of(SEPARATOR.split(levels, -1));
  }

  TableIdentifier table() {
    return TableIdentifier.of(namespace(), decode(parameters.raw("table")));
  }

  TableIdentifier view() {
    return TableIdentifier.of(namespace(), decode(parameters.raw("view")));
  }

  Securable.OfNamespace onNamespace() {
    return onNamespace(namespace());
  }

  Securable.OfNamespace onNamespace(Namespace namespace) {
    return new Securable.OfNamespace(catalog.getName(), namespace);
  }

  /** A namespace, or where it has no levels the catalog. */
  Securable on(Namespace namespace) {
    return namespace.isEmpty()
        ? new Securable.OfCatalog(catalog.getName())
        : onNamespace(namespace);
  }

  Securable.OfTable onTable(TableIdentifier table) {
    return new Securable.OfTable(catalog.getName(), table);
  }

  Securable.OfView onView(TableIdentifier view) {
    return new Securable.OfView(catalog.getName(), view);
  }

  void require(Privilege privilege, Securable securable) {
    actor.require(privilege, securable);
  }

  boolean may(Privilege privilege, Securable securable) {
    return actor.may(privilege, securable);
  }

  /** Requires one of two privileges. */
  void requireAny(Privilege one, Privilege other, Securable securable) {
    if (!actor.may(other, securable)) {
      actor.require(one, securable);
    }
  }

  Paging paging() {
    return Paging.of(query("pageToken"), query("pageSize"));
  }

  /** The first query parameter of a name, decoded. */
  @Nullable String query(String name) {
    return query(exchange, name);
  }

  static @Nullable String query(Exchange exchange, String name) {
    String query = exchange.query();
    if (query == null) {
      return null;
    }
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      if (decode(key).equals(name)) {
        return equals < 0 ? "" : decode(pair.substring(equals + 1));
      }
    }
    return null;
  }

  static String decode(String raw) {
    try {
      // one character of a target is one byte
      byte[] bytes = raw.getBytes(StandardCharsets.ISO_8859_1);
      return RESTUtil.decodeString(new String(bytes, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException _) {
      throw new BadRequestException("the percent-encoding of the target is malformed");
    }
  }
}

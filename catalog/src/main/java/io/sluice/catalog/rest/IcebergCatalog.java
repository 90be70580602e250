package io.sluice.catalog.rest;

import io.sluice.catalog.access.Actor;
import io.sluice.catalog.access.Authentication;
import io.sluice.catalog.access.ContentDirectory;
import io.sluice.catalog.access.ContentGrants;
import io.sluice.catalog.entity.Answers;
import io.sluice.catalog.entity.Catalogs;
import io.sluice.catalog.entity.Entities;
import io.sluice.catalog.entity.Maintenance;
import io.sluice.catalog.entity.Namespaces;
import io.sluice.catalog.entity.Once;
import io.sluice.catalog.entity.StagedTables;
import io.sluice.catalog.record.AnswerRecord;
import io.sluice.catalog.record.CatalogRecord;
import io.sluice.catalog.storage.Signing;
import io.sluice.catalog.storage.TableStorage;
import io.sluice.catalog.table.TableLocations;
import io.sluice.http.BodyException;
import io.sluice.http.Content;
import io.sluice.http.Exchange;
import io.sluice.http.Handler;
import io.sluice.http.Headers;
import io.sluice.http.PathParameters;
import io.sluice.http.Rejection;
import io.sluice.http.Response;
import io.sluice.http.Routes;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.MetadataStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.RESTUtil;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.CreateViewRequest;
import org.apache.iceberg.rest.requests.RegisterTableRequest;
import org.apache.iceberg.rest.requests.RegisterViewRequest;
import org.apache.iceberg.rest.responses.ConfigResponse;

/**
 * Catalogs of tables and views, as the Iceberg REST specification has them: whoever asks is
 * authenticated, what is asked for is authorised, and then it is done, once.
 */
public final class IcebergCatalog implements Handler, AutoCloseable {
  /** Where all paths begin. */
  public static final String BASE = "/api/catalog";

  private static final String CONFIG = BASE + "/v1/config";
  private static final String SEPARATOR = "%1F";

  /** Which segment of a path says what of a namespace it is about. */
  private static final int BEHIND_NAMESPACE = 7;

  /** Refusals that would be the same if the request came again. */
  private static final Set<Integer> LASTING = Set.of(400, 403, 404, 406, 409, 422);

  private final Authentication authentication;
  private final Catalogs catalogs;
  private final CatalogContents contents;
  private final Answers answers;
  private final CatalogOptions options;
  private final Maintenance maintenance;
  private final TableOperations tables;
  private final ViewOperations views;
  private final List<Endpoint> endpoints;
  private final List<Routes.Route> table;
  private final Routes routes;

  /** Begins its work in the background at once. */
  public IcebergCatalog(
      MetadataStore store,
      Authentication authentication,
      TableStorage storage,
      Signing signing,
      Clock clock,
      SecureRandom random,
      CatalogOptions options) {
    this.authentication = authentication;
    this.options = options;
    this.catalogs = new Catalogs(store, clock, random);
    this.answers = new Answers(store, clock, options.idempotencyLifetime());
    Namespaces namespaces = new Namespaces(store, catalogs, clock);
    Entities entities =
        new Entities(store, namespaces, storage, clock, random, options.cacheBytes());
    StagedTables staged = new StagedTables(store, entities, clock);
    this.contents = new CatalogContents(catalogs, namespaces, entities);
    new ContentGrants(store, clock).removeStale(catalogs, contents);
    this.maintenance =
        new Maintenance(
            store,
            storage,
            entities,
            answers,
            staged,
            clock,
            options.maintenanceEvery(),
            options.stagedGrace());
    TableLocations locations = new TableLocations(namespaces, entities);
    this.tables =
        new TableOperations(
            entities, locations, staged, new Rendering(storage, clock), signing, maintenance::wake);
    this.views = new ViewOperations(entities, locations);
    List<Operation> operations = new ArrayList<>();
    operations.addAll(new NamespaceOperations(namespaces, storage, locations).operations());
    operations.addAll(tables.operations());
    operations.addAll(views.operations());
    this.endpoints =
        operations.stream()
            .map(
                operation -> Endpoint.create(operation.method(), "/v1/{prefix}" + operation.path()))
            .toList();
    this.table = routes(operations);
    this.routes = new Routes(table, new Fallback());
  }

  /** What there is in catalogs, for who grants rights on it. */
  public ContentDirectory contents() {
    return contents;
  }

  /** The catalogs that there are, for who manages them. */
  public Catalogs catalogs() {
    return catalogs;
  }

  /** Its routes, to stand in one table with those of others. */
  public List<Routes.Route> routes() {
    return List.copyOf(table);
  }

  /** What it answers where there is no route. */
  public static Routes.Fallback fallback() {
    return new Fallback();
  }

  private List<Routes.Route> routes(List<Operation> operations) {
    List<Routes.Route> all = new ArrayList<>();
    all.add(new Routes.Route("GET", CONFIG, this::config));
    for (Operation operation : operations) {
      all.add(
          new Routes.Route(
              operation.method(),
              BASE + "/v1/{prefix}" + operation.path(),
              (exchange, parameters) -> handle(operation, exchange, parameters)));
    }
    return all;
  }

  @Override
  public Response handle(Exchange exchange) throws IOException {
    return routes.handle(exchange);
  }

  @Override
  public Response reject(Rejection rejection) {
    return routes.reject(rejection);
  }

  @Override
  public void close() {
    maintenance.close();
  }

  private Response config(Exchange exchange, PathParameters parameters) {
    try {
      Actor _ = authentication.authenticate(exchange);
      String name = Call.query(exchange, "warehouse");
      if (name == null || name.isEmpty()) {
        throw new BadRequestException("warehouse is the name of a catalog");
      }
      CatalogRecord catalog = catalogs.require(name).record();
      return Json.ok(
          ConfigResponse.builder()
              .withOverride("prefix", RESTUtil.encodeString(catalog.getName()))
              .withOverride("namespace-separator", SEPARATOR)
              .withEndpoints(endpoints)
              .withIdempotencyKeyLifetime(answers.lifetime().toString())
              .build());
    } catch (RuntimeException e) {
      return Failures.response(e);
    }
  }

  private Response handle(Operation operation, Exchange exchange, PathParameters parameters)
      throws IOException {
    try {
      Actor actor = authentication.authenticate(exchange);
      CatalogRecord catalog = catalogs.require(Call.decode(parameters.raw("prefix"))).record();
      Call call = new Call(exchange, parameters, actor, catalog, options.maxBodyBytes());
      operation.guard().check(call);
      String key = call.header(RESTUtil.IDEMPOTENCY_KEY_HEADER);
      return operation.repeat() == Operation.Repeat.ONCE && key != null
          ? once(operation, call, key)
          : operation.work().run(call);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof BodyException body) {
        throw body;
      }
      return Failures.response(e);
    } catch (RuntimeException e) {
      return Failures.response(e);
    }
  }

  private Response once(Operation operation, Call call, String key) throws IOException {
    Once once =
        answers.once(
            call.catalog(),
            call.actor().name(),
            key,
            call.exchange().method() + " " + call.exchange().path());
    call.once(once);
    Optional<AnswerRecord> before = answers.find(once);
    if (before.isPresent()) {
      return again(call, before.get());
    }
    try {
      return operation.work().run(call);
    } catch (ConditionFailedException e) {
      Optional<AnswerRecord> meanwhile = answers.find(once);
      if (meanwhile.isEmpty()) {
        throw e;
      }
      return again(call, meanwhile.get());
    } catch (RuntimeException e) {
      Response refusal = Failures.response(e);
      if (LASTING.contains(refusal.status())
          && refusal.content() instanceof Content.InMemory body) {
        byte[] bytes = new byte[body.bytes().remaining()];
        body.bytes().duplicate().get(bytes);
        answers.refused(once, refusal.status(), bytes);
      }
      return refusal;
    }
  }

  private Response again(Call call, AnswerRecord answer) {
    if (answer.getReload()) {
      return reload(call);
    }
    byte[] body = answer.getBody().toByteArray();
    return body.length == 0
        ? Response.empty(answer.getStatus(), Headers.NONE)
        : Json.response(answer.getStatus(), body);
  }

  private Response reload(Call call) {
    String[] path = call.exchange().path().split("/", -1);
    String kind = path[BEHIND_NAMESPACE];
    if (path.length > BEHIND_NAMESPACE + 1) {
      return kind.equals("views")
          ? views.again(call, call.view())
          : tables.again(call, call.table());
    }
    return switch (kind) {
      case "tables" -> tables.again(call, in(call, call.request(CreateTableRequest.class).name()));
      case "views" -> views.again(call, in(call, call.request(CreateViewRequest.class).name()));
      case "register" ->
          tables.again(call, in(call, call.request(RegisterTableRequest.class).name()));
      default -> views.again(call, in(call, call.request(RegisterViewRequest.class).name()));
    };
  }

  private static TableIdentifier in(Call call, String name) {
    return TableIdentifier.of(call.namespace(), name);
  }

  /** What no route is for. */
  private static final class Fallback implements Routes.Fallback {
    @Override
    public Response notFound(Exchange exchange) {
      return Failures.response(404, "NotFoundException", "there is nothing under this path");
    }

    @Override
    public Response methodNotAllowed(Exchange exchange, Headers allow) {
      Response refusal =
          Failures.response(
              405, "UnsupportedOperationException", "the path is not for this method");
      return new Response(
          405,
          Headers.builder().addAll(refusal.headers()).addAll(allow).build(),
          refusal.content());
    }

    @Override
    public Response reject(Rejection rejection) {
      return switch (rejection) {
        case OVERLOADED ->
            Failures.response(503, "ServiceUnavailableException", "too many requests");
        case TARGET_TOO_LONG ->
            Failures.response(414, "BadRequestException", "the path is too long");
        case HEADERS_TOO_LARGE ->
            Failures.response(431, "BadRequestException", "the headers are too large");
        case UNSUPPORTED_VERSION ->
            Failures.response(505, "BadRequestException", "this version of HTTP is not spoken");
        case MALFORMED, AMBIGUOUS_LENGTH, MISSING_HOST ->
            Failures.response(400, "BadRequestException", "the request is malformed");
      };
    }
  }

  /** How many reports of metrics have come. */
  public long metricsReports() {
    return tables.reports();
  }
}

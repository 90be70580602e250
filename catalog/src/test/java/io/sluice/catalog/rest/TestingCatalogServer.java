package io.sluice.catalog.rest;

import io.sluice.catalog.entity.TestingFileIO;
import io.sluice.catalog.record.CatalogRecord;
import io.sluice.catalog.storage.Signing;
import io.sluice.http.Exchange;
import io.sluice.http.Handler;
import io.sluice.http.HttpOptions;
import io.sluice.http.HttpServer;
import io.sluice.http.Rejection;
import io.sluice.http.Response;
import io.sluice.store.MetadataStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.rest.RESTCatalog;

/** A server with one catalog. */
public final class TestingCatalogServer implements AutoCloseable {
  public static final String CATALOG = "lake";

  final TestingTableStorage storage = new TestingTableStorage();
  final TestingAuthentication authentication = new TestingAuthentication();
  private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
  private final IcebergCatalog catalog;
  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  public TestingCatalogServer(MetadataStore store, String location) {
    this(store, location, CatalogOptions.defaults());
  }

  TestingCatalogServer(MetadataStore store, String location, CatalogOptions options) {
    catalog =
        new IcebergCatalog(
            store,
            authentication,
            storage,
            Signing.NONE,
            Clock.systemUTC(),
            new SecureRandom(),
            options);
    if (catalog.catalogs().find(CATALOG).isEmpty()) {
      catalog
          .catalogs()
          .create(
              CatalogRecord.newBuilder().setName(CATALOG).setDefaultBaseLocation(location).build(),
              (_, _) -> {});
    }
    server = HttpServer.start(HttpOptions.on("127.0.0.1", 0), new Interrupted());
  }

  /** Does something once, after a client has sent the next change of a table. */
  void meanwhile(Runnable work) {
    meanwhile.set(work);
  }

  private final class Interrupted implements Handler {
    @Override
    public Response handle(Exchange exchange) throws IOException {
      if (exchange.method().equals("POST") && exchange.path().contains("/tables/")) {
        meanwhile.getAndSet(() -> {}).run();
      }
      return catalog.handle(exchange);
    }

    @Override
    public Response reject(Rejection rejection) {
      return catalog.reject(rejection);
    }
  }

  /** Files that can be neither written nor deleted. */
  static FileIO broken(FileIO files) {
    Runnable fails =
        () -> {
          throw new RuntimeIOException("the storage is away");
        };
    return new TestingFileIO(files, fails, fails);
  }

  IcebergCatalog catalog() {
    return catalog;
  }

  String uri() {
    return "http://127.0.0.1:%d%s".formatted(server.port(), IcebergCatalog.BASE);
  }

  /** A client of Iceberg's own. */
  RESTCatalog connect(String name, Map<String, String> properties) {
    Map<String, String> all = new HashMap<>(properties);
    all.put("uri", uri());
    all.put("warehouse", CATALOG);
    all.put("io-impl", InMemoryFileIO.class.getName());
    RESTCatalog connected = new RESTCatalog();
    connected.initialize(name, all);
    return connected;
  }

  /** A request below the catalog's prefix. */
  HttpResponse<String> send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(uri() + path))
            .timeout(Duration.ofSeconds(30))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    client.close();
    server.stop(Duration.ZERO);
    catalog.close();
  }
}

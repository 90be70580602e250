package io.sluice.cli.server;

import io.sluice.catalog.access.Actors;
import io.sluice.catalog.access.CatalogRoles;
import io.sluice.catalog.access.PrincipalRoles;
import io.sluice.catalog.entity.Catalogs;
import io.sluice.catalog.management.ManagementApi;
import io.sluice.catalog.oauth.AccessTokens;
import io.sluice.catalog.oauth.BearerAuthentication;
import io.sluice.catalog.oauth.OidcIssuers;
import io.sluice.catalog.oauth.TokenEndpoint;
import io.sluice.catalog.oauth.TokenOptions;
import io.sluice.catalog.rest.CatalogOptions;
import io.sluice.catalog.rest.IcebergCatalog;
import io.sluice.catalog.storage.CatalogSettings;
import io.sluice.catalog.storage.Places;
import io.sluice.catalog.storage.StorageProfiles;
import io.sluice.catalog.vending.StorageCheck;
import io.sluice.catalog.vending.VendingOptions;
import io.sluice.catalog.vending.VendingTableStorage;
import io.sluice.cli.config.Configuration;
import io.sluice.cli.config.ConfigurationException;
import io.sluice.cli.config.Setting;
import io.sluice.cli.config.Settings;
import io.sluice.http.HttpOptions;
import io.sluice.http.HttpServer;
import io.sluice.http.Observer;
import io.sluice.http.Routes;
import io.sluice.manager.principal.PrincipalStore;
import io.sluice.manager.secret.AccessKey;
import io.sluice.store.MetadataStore;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a process that serves the catalog is made of: it has the manager's store, and asks S3. */
final class CatalogRole {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogRole.class);
  private static final Duration ISSUERS_KEYS_LAST = Duration.ofHours(1);

  private final HttpServer http;

  /**
   * Starts it.
   *
   * @param gateway where S3 is, if it is in this process
   */
  CatalogRole(
      Configuration configuration,
      Parts parts,
      ManagerRole manager,
      @Nullable URI gateway,
      Clock clock,
      SecureRandom random) {
    MetadataStore store = manager.store();
    AccessKey root = manager.root().key();
    PrincipalStore principals = new PrincipalStore(store, manager.masterKey(), clock, random);
    PrincipalRoles principalRoles = new PrincipalRoles(store, principals, clock, random);
    principalRoles.ensureServiceAdmin();
    Actors actors = new Actors(store, root.id());
    AccessTokens tokens =
        new AccessTokens(
            store, root, manager.masterKey(), tokenOptions(configuration), clock, random);
    OidcIssuers issuers =
        parts.add(
            "OpenID issuers",
            new OidcIssuers(
                TrustedIssuers.of(configuration), principals, ISSUERS_KEYS_LAST, clock));
    BearerAuthentication authentication = new BearerAuthentication(tokens, issuers, actors);
    Catalogs catalogs = new Catalogs(store, clock, random);
    StorageProfiles profiles = new StorageProfiles(store);
    VendingTableStorage storage =
        parts.add(
            "vending",
            new VendingTableStorage(
                new Places(
                    profiles, CatalogSettings.source(catalogs), configuration.get(Settings.REGION)),
                manager.sessions(),
                manager.ownObjects(),
                vendingOptions(configuration, gateway),
                clock,
                new ServerEnvironment(manager.folder())));
    IcebergCatalog catalog =
        parts.add(
            "catalog",
            new IcebergCatalog(
                store,
                authentication,
                storage,
                storage.signer(),
                clock,
                random,
                CatalogOptions.defaults()
                    .withMaintenance(
                        configuration.get(Settings.CATALOG_MAINTENANCE_INTERVAL),
                        configuration.get(Settings.CATALOG_STAGING_GRACE))));
    List<Routes.Route> routes = new ArrayList<>(catalog.routes());
    routes.addAll(
        new TokenEndpoint(tokens, actors, principals, principalRoles, root, clock).routes());
    routes.addAll(
        new ManagementApi(
                authentication,
                new ManagementApi.Parts(
                    catalogs,
                    catalog.contents(),
                    principals,
                    principalRoles,
                    new CatalogRoles(store, catalogs, principalRoles, clock, random),
                    profiles,
                    new StorageCheck(storage)))
            .routes());
    http =
        HttpServer.start(
            HttpOptions.on(
                configuration.get(Settings.CATALOG_HOST), configuration.get(Settings.CATALOG_PORT)),
            new Routes(routes, IcebergCatalog.fallback()),
            Observer.NONE);
    parts.add("catalog port", () -> http.stop(configuration.get(Settings.SHUTDOWN_GRACE)));
  }

  int port() {
    return http.port();
  }

  private static TokenOptions tokenOptions(Configuration configuration) {
    try {
      return new TokenOptions(
          configuration.get(Settings.CATALOG_TOKEN_LIFE), TokenOptions.DEFAULT.keyLifetime());
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "%s cannot be used: %s".formatted(Settings.CATALOG_TOKEN_LIFE.key(), e.getMessage()), e);
    }
  }

  private static VendingOptions vendingOptions(Configuration configuration, @Nullable URI here) {
    URI stated = url(configuration, Settings.GATEWAY_PUBLIC_URL, here);
    URI own = url(configuration, Settings.CATALOG_GATEWAY_URL, here == null ? stated : here);
    if (own == null || stated == null) {
      LOG.warn(
          "the catalog knows no gateway, so it keeps no tables in Sluice's own buckets until {} is"
              + " set",
          Settings.GATEWAY_PUBLIC_URL.key());
    }
    try {
      return new VendingOptions(
          own,
          stated,
          configuration.get(Settings.REGION),
          configuration.get(Settings.CATALOG_CREDENTIALS_LIFE),
          configuration.get(Settings.CATALOG_INLINE_LIMIT));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "%s cannot be used: %s"
              .formatted(Settings.CATALOG_CREDENTIALS_LIFE.key(), e.getMessage()),
          e);
    }
  }

  private static @Nullable URI url(
      Configuration configuration, Setting<String> setting, @Nullable URI otherwise) {
    Optional<String> text = configuration.find(setting);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      URI url = new URI(text.get());
      if (url.getHost() != null
          && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
        return url;
      }
    } catch (URISyntaxException _) {
      // refused below
    }
    throw new ConfigurationException(
        "%s cannot be used: it is no URL such as https://s3.example.com".formatted(setting.key()));
  }
}

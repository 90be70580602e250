package io.sluice.cli.config;

import java.time.Duration;
import java.util.List;

/** All settings there are. */
public final class Settings {
  public static final Setting<String> DATA_DIR =
      Setting.of("sluice.data-dir", String.class, "sluice-data", "where everything is kept");
  public static final Setting<String> REGION =
      Setting.of("sluice.region", String.class, "us-east-1", "the region that clients sign for");
  public static final Setting<String> ACCOUNT_ID =
      Setting.of(
          "sluice.account-id",
          String.class,
          "000000000000",
          "the owner that x-amz-expected-bucket-owner must name");

  public static final Setting<String> ROOT_ACCESS_KEY_ID =
      Setting.optional(
          "sluice.root.access-key-id",
          "who may do everything; if it is not set, a key is generated once into the data folder");
  public static final Setting<String> ROOT_SECRET_ACCESS_KEY =
      Setting.secret("sluice.root.secret-access-key", "the secret that goes with it");
  public static final Setting<String> MASTER_KEY =
      Setting.secret(
          "sluice.master-key",
          "256 bits in Base64 that seal the secrets in the store; if it is not set, a key is"
              + " generated once into the data folder");

  public static final Setting<String> GATEWAY_HOST =
      Setting.of("sluice.gateway.host", String.class, "127.0.0.1", "where S3 clients connect");
  public static final Setting<Integer> GATEWAY_PORT =
      Setting.of("sluice.gateway.port", Integer.class, "9000", "where S3 clients connect");
  public static final Setting<String> GATEWAY_DOMAINS =
      Setting.of(
          "sluice.gateway.domains",
          String.class,
          "localhost",
          "domains below which host names are bucket names, separated by commas");
  public static final Setting<Integer> GATEWAY_MAX_HEADER_SIZE =
      Setting.of(
          "sluice.gateway.max-header-size",
          Integer.class,
          "8192",
          "bytes that the headers of a request may have");
  public static final Setting<Integer> GATEWAY_MAX_CONNECTIONS =
      Setting.of(
          "sluice.gateway.max-connections", Integer.class, "20000", "connections at the same time");
  public static final Setting<Integer> GATEWAY_MAX_REQUESTS =
      Setting.of(
          "sluice.gateway.max-requests",
          Integer.class,
          "5000",
          "requests at the same time; further ones are told to slow down");
  public static final Setting<Duration> GATEWAY_IDLE_TIMEOUT =
      Setting.of(
          "sluice.gateway.idle-timeout",
          Duration.class,
          "PT60S",
          "for how long a connection may neither send nor take a byte");
  public static final Setting<Long> GATEWAY_BODY_MEMORY =
      Setting.of(
          "sluice.gateway.body-memory",
          Long.class,
          "33554432",
          "bytes for small bodies that are held in memory, of all requests together");

  public static final Setting<String> STORE =
      Setting.of(
          "sluice.store",
          String.class,
          "rocksdb",
          "where metadata is kept: rocksdb, in the data folder; or a table of DynamoDB, as"
              + " dynamodb://TABLE?region=...&endpoint=...&create=true&billing=on-demand|provisioned"
              + "&read=...&write=...&tag.NAME=VALUE, with credentials as the AWS SDK finds them");
  public static final Setting<Integer> INLINE_LIMIT =
      Setting.of(
          "sluice.store.inline-limit",
          Integer.class,
          "131072",
          "objects up to so many bytes are kept in the store itself");
  public static final Setting<Long> BLOCK_CACHE =
      Setting.of(
          "sluice.store.block-cache", Long.class, "67108864", "bytes for RocksDB's block cache");

  public static final Setting<Duration> STAGING_LEASE =
      Setting.of(
          "sluice.staging.lease",
          Duration.class,
          "PT60S",
          "for how long staged bytes are safe without a sign of life of who staged them");
  public static final Setting<Duration> REAPER_GRACE =
      Setting.of(
          "sluice.reaper.grace",
          Duration.class,
          "PT15M",
          "for how long the bytes of a deleted object can still be read by who began before");
  public static final Setting<Duration> REAPER_INTERVAL =
      Setting.of(
          "sluice.reaper.interval",
          Duration.class,
          "PT60S",
          "how often it is looked for bytes that nothing refers to");

  public static final Setting<String> MANAGER_HOST =
      Setting.of(
          "sluice.manager.host",
          String.class,
          "127.0.0.1",
          "where gateways connect to 'sluice manager'");
  public static final Setting<Integer> MANAGER_PORT =
      Setting.of(
          "sluice.manager.port",
          Integer.class,
          "9070",
          "where gateways and commands such as 'sluice principal' connect; to 'sluice server' from"
              + " this machine only");
  public static final Setting<Boolean> MANAGER_PLAINTEXT =
      Setting.of(
          "sluice.manager.plaintext",
          Boolean.class,
          "false",
          "whether gateways and managers on several machines may do without TLS");
  public static final Setting<String> GATEWAY_MANAGERS =
      Setting.of(
          "sluice.gateway.managers",
          String.class,
          "127.0.0.1:9070",
          "the managers that 'sluice gateway' asks, HOST:PORT separated by commas");
  public static final Setting<Integer> GATEWAY_MANAGER_CONNECTIONS =
      Setting.of(
          "sluice.gateway.manager-connections",
          Integer.class,
          "2",
          "lasting connections to each manager");
  public static final Setting<Integer> GATEWAY_MANAGER_CALLS =
      Setting.of(
          "sluice.gateway.manager-calls",
          Integer.class,
          "1000",
          "calls to managers at the same time; further ones are told to slow down");
  public static final Setting<Duration> GATEWAY_RETRY_FOR =
      Setting.of(
          "sluice.gateway.retry-for",
          Duration.class,
          "PT30S",
          "for how long a call whose connection broke is tried again");
  public static final Setting<String> BLOBS_DIR =
      Setting.optional(
          "sluice.blobs-dir",
          "where the bytes of larger objects are, shared by gateways and managers; if it is not"
              + " set, in the data folder");

  public static final Setting<String> TLS_CERTIFICATE =
      Setting.optional(
          "sluice.tls.certificate", "PEM file by which gateways and managers show who they are");
  public static final Setting<String> TLS_KEY =
      Setting.optional("sluice.tls.key", "PEM file with the private key that goes with it, PKCS#8");
  public static final Setting<String> TLS_CA =
      Setting.optional("sluice.tls.ca", "PEM file of the authority that both trust");

  public static final Setting<String> CATALOG_HOST =
      Setting.of(
          "sluice.catalog.host", String.class, "127.0.0.1", "where Iceberg's clients connect");
  public static final Setting<Integer> CATALOG_PORT =
      Setting.of("sluice.catalog.port", Integer.class, "8181", "where Iceberg's clients connect");
  public static final Setting<String> GATEWAY_PUBLIC_URL =
      Setting.optional(
          "sluice.gateway.public-url",
          "the URL of the S3 port as Iceberg's clients reach it; if it is not set, as this machine"
              + " does. 'sluice manager' knows no gateway unless this is set");
  public static final Setting<String> CATALOG_GATEWAY_URL =
      Setting.optional(
          "sluice.catalog.gateway-url",
          "the URL of the S3 port as the catalog itself reaches it; if it is not set, that of this"
              + " process, or for 'sluice manager' sluice.gateway.public-url");
  public static final Setting<Duration> CATALOG_CREDENTIALS_LIFE =
      Setting.of(
          "sluice.catalog.credentials-life",
          Duration.class,
          "PT1H",
          "for how long vended credentials are good, 10 seconds to 12 hours; Amazon's for a quarter"
              + " of an hour at least");
  public static final Setting<Duration> CATALOG_TOKEN_LIFE =
      Setting.of(
          "sluice.catalog.token-life",
          Duration.class,
          "PT1H",
          "for how long the catalog's access tokens are good");
  public static final Setting<Duration> CATALOG_STAGING_GRACE =
      Setting.of(
          "sluice.catalog.staging-grace",
          Duration.class,
          "PT10M",
          "how long a change of a table may take from its announcement to its commit; what it"
              + " leaves behind is removed then");
  public static final Setting<Duration> CATALOG_MAINTENANCE_INTERVAL =
      Setting.of(
          "sluice.catalog.maintenance-interval",
          Duration.class,
          "PT60S",
          "how often the catalog looks for what is to be removed");
  public static final Setting<Integer> CATALOG_INLINE_LIMIT =
      Setting.of(
          "sluice.catalog.inline-limit",
          Integer.class,
          "524288",
          "metadata files in Sluice's own buckets up to so many bytes are kept in the store itself,"
              + " and committed with their table");
  public static final Setting<String> CATALOG_OIDC_ISSUERS =
      Setting.optional(
          "sluice.catalog.oidc-issuers",
          "JSON file of the OpenID Connect issuers whose tokens are accepted, too: an array of"
              + " issuer, audience, jwksUri, nameClaim (sub), rolesClaim, roles (their names to ours)");

  public static final Setting<String> MANAGEMENT_HOST =
      Setting.of(
          "sluice.management.host", String.class, "127.0.0.1", "where health and metrics are");
  public static final Setting<Integer> MANAGEMENT_PORT =
      Setting.of("sluice.management.port", Integer.class, "8182", "where health and metrics are");
  public static final Setting<Duration> SHUTDOWN_GRACE =
      Setting.of(
          "sluice.shutdown.grace",
          Duration.class,
          "PT10S",
          "for how long requests may go on when the server is told to stop");

  public static final List<Setting<?>> ALL =
      List.of(
          DATA_DIR,
          REGION,
          ACCOUNT_ID,
          ROOT_ACCESS_KEY_ID,
          ROOT_SECRET_ACCESS_KEY,
          MASTER_KEY,
          GATEWAY_HOST,
          GATEWAY_PORT,
          GATEWAY_DOMAINS,
          GATEWAY_MAX_HEADER_SIZE,
          GATEWAY_MAX_CONNECTIONS,
          GATEWAY_MAX_REQUESTS,
          GATEWAY_IDLE_TIMEOUT,
          GATEWAY_BODY_MEMORY,
          STORE,
          INLINE_LIMIT,
          BLOCK_CACHE,
          STAGING_LEASE,
          REAPER_GRACE,
          REAPER_INTERVAL,
          MANAGER_HOST,
          MANAGER_PORT,
          MANAGER_PLAINTEXT,
          GATEWAY_MANAGERS,
          GATEWAY_MANAGER_CONNECTIONS,
          GATEWAY_MANAGER_CALLS,
          GATEWAY_RETRY_FOR,
          BLOBS_DIR,
          TLS_CERTIFICATE,
          TLS_KEY,
          TLS_CA,
          CATALOG_HOST,
          CATALOG_PORT,
          GATEWAY_PUBLIC_URL,
          CATALOG_GATEWAY_URL,
          CATALOG_CREDENTIALS_LIFE,
          CATALOG_TOKEN_LIFE,
          CATALOG_STAGING_GRACE,
          CATALOG_MAINTENANCE_INTERVAL,
          CATALOG_INLINE_LIMIT,
          CATALOG_OIDC_ISSUERS,
          MANAGEMENT_HOST,
          MANAGEMENT_PORT,
          SHUTDOWN_GRACE);

  private Settings() {}
}

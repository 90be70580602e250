package io.sluice.bench.system;

import io.sluice.bench.s3.Endpoint.Credentials;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is measured, and what has to be known of it to read the figures. */
public enum Product {
  SLUICE("Sluice", "512 MiB", true, "yes", "yes", 1_000_000),
  S3PROXY("S3Proxy 4.1.0", "1 GiB", true, "no", "yes", 20_000),
  S3MOCK("S3Mock 5.2.0", "1 GiB", true, "no", "no", 2_000),
  OZONE("Ozone 2.2.0", "3 GiB", true, "metadata only", "no", 4_000),
  NGINX("nginx", "none", false, "-", "no", 0),
  BARE("bare Exchange", "512 MiB", false, "-", "one HMAC", 0),
  ICEBERG("Iceberg fixture", "1 GiB", false, "SQLite only", "no", 0),
  NESSIE("Nessie 0.99.0", "1 GiB", false, "no", "no", 0);

  private static final String ACCESS_KEY_ID = "local-identity";
  private static final String SECRET = "local-credential";

  private final String title;
  private final String heap;
  private final boolean s3;
  private final String syncs;
  private final String authenticates;
  private final int listedKeys;

  Product(
      String title, String heap, boolean s3, String syncs, String authenticates, int listedKeys) {
    this.title = title;
    this.heap = heap;
    this.s3 = s3;
    this.syncs = syncs;
    this.authenticates = authenticates;
    this.listedKeys = listedKeys;
  }

  /** As on the command line. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Product> of(String id) {
    return Arrays.stream(values()).filter(product -> product.id().equals(id)).findFirst();
  }

  public String title() {
    return title;
  }

  /** The most that its JVM's heap may have. */
  public String heap() {
    return heap;
  }

  /** Whether it takes all of S3's requests, or only serves something for a GET. */
  public boolean s3() {
    return s3;
  }

  /** Whether it is a catalog of tables and nothing else. */
  public boolean catalog() {
    return this == ICEBERG || this == NESSIE;
  }

  /** Whether what it acknowledges is on the disk. */
  public String syncs() {
    return syncs;
  }

  /** Whether it verifies signatures, or tokens. */
  public String authenticates() {
    return authenticates;
  }

  /** In how many keys it lists: to load more would take it too long. */
  public int listedKeys() {
    return listedKeys;
  }

  /** What requests to it are signed with. */
  Credentials requiredCredentials() {
    return new Credentials(ACCESS_KEY_ID, SECRET);
  }

  /** The same; null where requests are not signed. */
  @Nullable Credentials credentials() {
    return s3 ? requiredCredentials() : null;
  }
}

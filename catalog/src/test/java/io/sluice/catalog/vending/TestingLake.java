package io.sluice.catalog.vending;

import io.sluice.catalog.access.Securable;
import io.sluice.catalog.storage.CatalogSettings;
import io.sluice.catalog.storage.Location;
import io.sluice.catalog.storage.Placement;
import io.sluice.catalog.storage.Places;
import io.sluice.catalog.storage.SecretReference;
import io.sluice.catalog.storage.StorageProfile;
import io.sluice.catalog.storage.StorageProfile.Identity;
import io.sluice.catalog.storage.StorageProfile.Kind;
import io.sluice.catalog.storage.StorageProfile.Role;
import io.sluice.catalog.storage.StorageProfiles;
import io.sluice.catalog.storage.TableStorage.Access;
import io.sluice.catalog.storage.TableStorage.Delegation;
import io.sluice.catalog.storage.TableStorage.Files;
import io.sluice.catalog.storage.TableStorage.Mode;
import io.sluice.manager.secret.AccessKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.catalog.TableIdentifier;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** One Sluice with a catalog's storage, and another one that is the AWS of its profiles. */
final class TestingLake implements AutoCloseable {
  static final String CATALOG = "lake";

  private final Path folder;
  private final TestingSluice sluice;
  private final TestingSluice aws;
  private final TestingProxy sts;
  private final StorageProfiles profiles;
  private final Places places;
  private final VendingTableStorage storage;

  TestingLake(Path folder, Clock clock) throws IOException {
    this.folder = folder;
    java.nio.file.Files.createDirectories(folder.resolve("sluice"));
    java.nio.file.Files.createDirectories(folder.resolve("aws"));
    sluice = new TestingSluice(folder.resolve("sluice"), "ROOTOFSLUICE", clock);
    aws = new TestingSluice(folder.resolve("aws"), "ROOTOFAWS", Clock.systemUTC());
    sts = new TestingProxy(aws.endpoint());
    profiles = new StorageProfiles(sluice.store());
    CatalogSettings settings =
        CatalogSettings.parse(
            CATALOG,
            "s3://native/",
            "{\"allowedLocations\":[\"s3://one/\",\"s3://two/\",\"s3://plain/\"]}",
            Map.of());
    places = new Places(profiles, _ -> Optional.of(settings), TestingSluice.REGION);
    storage =
        new VendingTableStorage(
            places,
            sluice.sessions(),
            sluice.ownObjects(),
            new VendingOptions(
                sluice.endpoint(),
                sluice.endpoint(),
                TestingSluice.REGION,
                Duration.ofHours(1),
                1 << 10),
            clock,
            _ -> null);
    try (var s3 = sluice.s3()) {
      s3.createBucket(b -> b.bucket("native"));
    }
    for (String bucket : List.of("one", "two", "plain")) {
      try (var s3 = aws.s3()) {
        s3.createBucket(b -> b.bucket(bucket));
      }
    }
  }

  TestingSluice sluice() {
    return sluice;
  }

  TestingSluice aws() {
    return aws;
  }

  /** The way to the security token service of the other one. */
  TestingProxy sts() {
    return sts;
  }

  VendingTableStorage storage() {
    return storage;
  }

  StorageProfile profile(String location) {
    return places.require(Placement.in(CATALOG), Location.parse(location));
  }

  /**
   * An account of the other Sluice that may do everything in a bucket, as a profile of this one.
   */
  AccessKey account(String bucket, boolean withoutSts, String... roles) throws IOException {
    AccessKey key =
        aws.principal(
            "account-" + bucket,
            """
            {"Statement":[{"Effect":"Allow","Action":"s3:*",
            "Resource":["arn:aws:s3:::%1$s","arn:aws:s3:::%1$s/*"]}]}"""
                .formatted(bucket));
    profiles.put(
        new StorageProfile(
            bucket,
            List.of(Location.parse("s3://" + bucket)),
            Kind.S3,
            TestingSluice.REGION,
            Optional.of(aws.endpoint().toString()),
            true,
            new Identity.StaticKeys(
                secret(bucket + "-id", key.id()), secret(bucket + "-secret", key.secret())),
            List.of(roles).stream()
                .map(r -> new Role("arn:aws:iam::111122223333:role/" + r, Optional.of("external")))
                .toList(),
            Optional.of(sts.endpoint().toString()),
            withoutSts));
    return key;
  }

  private SecretReference secret(String name, String secret) throws IOException {
    Path file = folder.resolve(name);
    java.nio.file.Files.writeString(file, secret);
    return SecretReference.parse("file:" + file);
  }

  private static final Securable TABLE =
      new Securable.OfTable(CATALOG, TableIdentifier.of("ns", "t"));

  static Files files(String... locations) {
    return new Files(
        Placement.in(CATALOG), TABLE, "v1/lake/credentials", "v1/lake/sign", List.of(locations));
  }

  Access vend(TestingActor actor, boolean write, String... locations) {
    return storage.access(actor, files(locations), new Delegation(Mode.VENDED_CREDENTIALS, write));
  }

  static AwsSessionCredentials credentials(Access access) {
    Map<String, String> config = access.credentials().getFirst().config();
    return AwsSessionCredentials.create(
        String.valueOf(config.get("s3.access-key-id")),
        String.valueOf(config.get("s3.secret-access-key")),
        String.valueOf(config.get("s3.session-token")));
  }

  @Override
  public void close() {
    storage.close();
    try {
      sts.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sluice.close();
    aws.close();
  }
}

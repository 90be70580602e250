package io.sluice.catalog.vending;

import static io.sluice.catalog.vending.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.catalog.access.Securable;
import io.sluice.catalog.entity.Answers;
import io.sluice.catalog.entity.Catalogs;
import io.sluice.catalog.entity.Entities;
import io.sluice.catalog.entity.Found;
import io.sluice.catalog.entity.Maintenance;
import io.sluice.catalog.entity.Namespaces;
import io.sluice.catalog.entity.Once;
import io.sluice.catalog.entity.StagedTables;
import io.sluice.catalog.record.CatalogRecord;
import io.sluice.catalog.record.Keys;
import io.sluice.catalog.storage.CatalogSettings;
import io.sluice.catalog.storage.Placement;
import io.sluice.catalog.storage.Places;
import io.sluice.catalog.storage.SecretReference;
import io.sluice.catalog.storage.StorageProfile;
import io.sluice.catalog.storage.StorageProfile.Identity;
import io.sluice.catalog.storage.StorageProfile.Kind;
import io.sluice.catalog.storage.StorageProfiles;
import io.sluice.catalog.storage.TableStorage.Access;
import io.sluice.catalog.storage.TableStorage.Delegation;
import io.sluice.catalog.storage.TableStorage.Files;
import io.sluice.catalog.storage.TableStorage.Mode;
import io.sluice.catalog.table.TableForm;
import io.sluice.catalog.view.ViewForm;
import io.sluice.manager.secret.AccessKey;
import io.sluice.store.Bytes;
import io.sluice.store.Scan;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.view.ImmutableSQLViewRepresentation;
import org.apache.iceberg.view.ImmutableViewVersion;
import org.apache.iceberg.view.ViewMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** One catalog over two S3 accounts that both have a bucket of one name. */
class NamedProfilesIT {
  private static final Map<String, String> ALLOWED =
      Map.of("storage-profile", "west", "storage-profiles", "east,west");
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

  private @TempDir Path folder;
  private final Clock clock = Clock.systemUTC();
  private TestingSluice west;
  private TestingSluice east;
  private VendingTableStorage storage;
  private Catalogs catalogs;
  private Namespaces namespaces;
  private Entities entities;
  private CatalogRecord lake;

  @BeforeEach
  void start() throws IOException {
    west = account("west");
    east = account("east");
    StorageProfiles profiles = new StorageProfiles(west.store());
    profiles.put(profile("west", west));
    profiles.put(profile("east", east));
    profiles.put(profile("secret", east));
    catalogs = new Catalogs(west.store(), clock, new SecureRandom());
    storage =
        new VendingTableStorage(
            new Places(profiles, CatalogSettings.source(catalogs), TestingSluice.REGION),
            west.sessions(),
            west.ownObjects(),
            new VendingOptions(
                west.endpoint(),
                west.endpoint(),
                TestingSluice.REGION,
                Duration.ofHours(1),
                1 << 10),
            clock,
            _ -> null);
    lake =
        catalogs.create(
            CatalogRecord.newBuilder()
                .setName("lake")
                .setDefaultBaseLocation("s3://data/lake")
                .putAllProperties(ALLOWED)
                .build(),
            (_, _) -> {});
    namespaces = new Namespaces(west.store(), catalogs, clock);
    entities = new Entities(west.store(), namespaces, storage, clock, new SecureRandom(), 16 << 20);
  }

  @AfterEach
  void stop() {
    storage.close();
    west.close();
    east.close();
  }

  private TestingSluice account(String name) throws IOException {
    Path own = java.nio.file.Files.createDirectories(folder.resolve(name));
    TestingSluice sluice = new TestingSluice(own, "ROOTOF" + name, clock);
    try (S3Client s3 = sluice.s3()) {
      s3.createBucket(b -> b.bucket("data"));
    }
    return sluice;
  }

  private StorageProfile profile(String name, TestingSluice account) throws IOException {
    AccessKey key =
        account.principal(
            "profile-" + name,
            """
            {"Statement":[{"Effect":"Allow","Action":"s3:*",
            "Resource":["arn:aws:s3:::data","arn:aws:s3:::data/*"]}]}""");
    return new StorageProfile(
        name,
        List.of(),
        Kind.S3,
        TestingSluice.REGION,
        Optional.of(account.endpoint().toString()),
        true,
        new Identity.StaticKeys(secret(name + "-id", key.id()), secret(name + "-s", key.secret())),
        List.of(),
        Optional.of(account.endpoint().toString()),
        false);
  }

  private SecretReference secret(String name, String secret) throws IOException {
    return SecretReference.parse(
        "file:" + java.nio.file.Files.writeString(folder.resolve(name), secret));
  }

  private void namespace(Map<String, String> properties, String... levels) {
    Map<String, String> _ =
        namespaces.create(lake, Namespace.of(levels), properties, Once.NONE, _ -> new byte[0]);
  }

  private Found create(String name, Map<String, String> properties, String... levels) {
    TableMetadata metadata =
        TableMetadata.newTableMetadata(
            SCHEMA,
            PartitionSpec.unpartitioned(),
            "s3://data/lake/" + String.join("/", levels) + "/" + name,
            properties);
    return entities.create(
        lake, TableIdentifier.of(Namespace.of(levels), name), new TableForm(), metadata, Once.NONE);
  }

  private static boolean holds(TestingSluice account, Found table) {
    String key = table.record().getMetadataLocation().substring("s3://data/".length());
    try (S3Client s3 = account.s3()) {
      return s3.listObjectsV2(b -> b.bucket("data").prefix(key)).contents().size() == 1;
    }
  }

  private S3Client vended(TestingSluice account, Found table) {
    Access access =
        storage.access(
            TestingActor.of("someone"),
            new Files(
                table.placement(lake),
                new Securable.OfTable("lake", TableIdentifier.of("ns", "t")),
                "credentials",
                "sign",
                table.locations()),
            new Delegation(Mode.VENDED_CREDENTIALS, true));
    assertThat(access.config()).containsEntry("s3.endpoint", account.endpoint().toString());
    return account.s3(TestingLake.credentials(access));
  }

  @Test
  void aTableLiesWhereItOrANamespaceAroundItSays() {
    Map<String, String> inEast = Map.of(Placement.PROPERTY, "east");
    namespace(Map.of(), "plain");
    namespace(inEast, "remote");
    namespace(Map.of(), "remote", "inner");
    Found usual = create("t", Map.of(), "plain");
    Found own = create("u", inEast, "plain");
    Found inherited = create("t", Map.of(), "remote", "inner");
    Found overridden = create("u", Map.of(Placement.PROPERTY, "west"), "remote", "inner");

    for (Found found : List.of(usual, overridden)) {
      assertThat(holds(west, found)).isTrue();
      assertThat(holds(east, found)).isFalse();
    }
    for (Found found : List.of(own, inherited)) {
      assertThat(holds(east, found)).isTrue();
      assertThat(holds(west, found)).isFalse();
    }
    String inside = inherited.record().getMetadataLocation().substring("s3://data/".length());
    try (S3Client s3 = vended(east, inherited)) {
      assertThat(s3.headObject(b -> b.bucket("data").key(inside)).contentLength()).isPositive();
      assertThatThrownBy(() -> s3.headObject(b -> b.bucket("data").key("lake/plain/u/x")))
          .isInstanceOf(S3Exception.class);
    }
  }

  @Test
  void itStaysWhereItIsAndGoesFromThere() {
    namespace(Map.of(Placement.PROPERTY, "east"), "ns");
    Found table = create("t", Map.of(), "ns");
    Namespaces.Changed _ =
        namespaces.update(
            lake.getId(),
            Namespace.of("ns"),
            Map.of(Placement.PROPERTY, "west"),
            List.of(),
            Once.NONE,
            _ -> new byte[0]);
    entities.rename(
        lake,
        TableIdentifier.of("ns", "t"),
        TableIdentifier.of("ns", "renamed"),
        new TableForm(),
        Once.NONE);
    Found renamed = entities.require(lake, TableIdentifier.of("ns", "renamed"), new TableForm());

    assertThat(renamed.placement(lake)).isEqualTo(new Placement("lake", "east"));
    assertThat(table.placement(lake)).isEqualTo(renamed.placement(lake));
    assertThat(holds(west, create("u", Map.of(), "ns"))).isTrue();
  }

  private List<String> filesOf(TestingSluice account, String prefix) {
    try (S3Client s3 = account.s3()) {
      return s3.listObjectsV2(b -> b.bucket("data").prefix(prefix)).contents().stream()
          .map(S3Object::key)
          .toList();
    }
  }

  private ViewMetadata view(String uuid, String sql) {
    return ViewMetadata.builder()
        .assignUUID(uuid)
        .setLocation("s3://data/lake/v")
        .setCurrentVersion(
            ImmutableViewVersion.builder()
                .versionId(1)
                .timestampMillis(1)
                .schemaId(0)
                .defaultNamespace(Namespace.of("ns"))
                .addRepresentations(
                    ImmutableSQLViewRepresentation.builder().sql(sql).dialect("spark").build())
                .build(),
            SCHEMA)
        .build();
  }

  private Maintenance maintenance(Duration later) {
    return new Maintenance(
        west.store(),
        storage,
        entities,
        new Answers(west.store(), clock, Duration.ofMinutes(30)),
        new StagedTables(west.store(), entities, clock),
        Clock.offset(clock, later),
        Duration.ofHours(1),
        Duration.ofMinutes(10));
  }

  private int purges() {
    return west.store().scan(Scan.of(Keys.PURGES, Bytes.EMPTY, 10)).entries().size();
  }

  private TableIdentifier droppedView() {
    namespace(Map.of(Placement.PROPERTY, "east"), "ns");
    TableIdentifier name = TableIdentifier.of("ns", "v");
    ViewForm form = new ViewForm();
    Found _ = entities.create(lake, name, form, view("first", "select 1"), Once.NONE);
    Found _ =
        entities.commit(
            lake,
            name,
            form,
            UpdateTableRequest.create(
                name,
                List.of(),
                List.of(new MetadataUpdate.SetProperties(Map.of("another", "version")))),
            Once.NONE);
    assertThat(filesOf(east, "lake/v/metadata/")).hasSize(2);
    entities.drop(lake, name, form, Entities.Files.PURGE, Once.NONE);
    return name;
  }

  @Test
  void aDroppedViewsMetadataIsDeletedAfterADayAndNothingElse() {
    TableIdentifier _ = droppedView();
    try (S3Client s3 = east.s3()) {
      for (String other : List.of("notes", "00007-" + UUID.randomUUID() + ".metadata.json")) {
        s3.putObject(
            b -> b.bucket("data").key("lake/v/metadata/" + other), RequestBody.fromString("{}"));
      }
    }
    try (Maintenance _ = maintenance(Duration.ofDays(1).plusMinutes(1))) {
      eventually(() -> assertThat(purges()).isZero());
    }
    assertThat(filesOf(east, "lake/v/metadata/"))
        .hasSize(2)
        .allMatch(key -> key.endsWith("notes") || key.contains("/00007-"));
  }

  @Test
  void aDroppedViewThatIsRegisteredAgainKeepsItsFiles() {
    TableIdentifier name = droppedView();
    String file =
        "s3://data/"
            + filesOf(east, "lake/v/metadata/").stream()
                .filter(key -> key.contains("/00001-"))
                .findFirst()
                .orElseThrow();
    Found _ =
        entities.register(lake, name, new ViewForm(), file, Entities.Existing.KEEP, Once.NONE);
    try (Maintenance _ = maintenance(Duration.ofDays(1).plusMinutes(1))) {
      eventually(() -> assertThat(purges()).isZero());
    }
    assertThat(filesOf(east, "lake/v/metadata/")).hasSize(2);
  }

  @Test
  void whatIsNoAccessKeyIdIsNotSent() throws IOException {
    namespace(Map.of(), "ns");
    SecretReference _ = secret("east-id", "aGVsbG8gd29ybGQ=");
    assertThatThrownBy(() -> create("t", Map.of(Placement.PROPERTY, "east"), "ns"))
        .hasMessageContaining("is no access key id")
        .hasMessageNotContaining("aGVsbG8gd29ybGQ");
  }

  @Test
  void whatIsNoTokenIsNotSent() throws IOException {
    Path file = java.nio.file.Files.writeString(folder.resolve("token"), "aGVsbG8gd29ybGQ=");
    try (AwsClients clients = new AwsClients(west::endpoint, _ -> null)) {
      assertThatThrownBy(() -> clients.webIdentity("arn:aws:iam::111122223333:role/r", file))
          .hasMessageContaining("is no token")
          .hasMessageNotContaining("aGVsbG8gd29ybGQ");

      Path _ = java.nio.file.Files.writeString(file, "eyJhbGciOiJub25lIn0.e30.c2ln");
      assertThat(
              clients
                  .webIdentity("arn:aws:iam::111122223333:role/r", file)
                  .build()
                  .webIdentityToken())
          .isEqualTo("eyJhbGciOiJub25lIn0.e30.c2ln");
    }
  }

  @Test
  void whatTheCatalogDoesNotAllowIsRefusedAlsoLater() {
    namespace(Map.of(), "ns");
    assertThatThrownBy(() -> create("t", Map.of(Placement.PROPERTY, "secret"), "ns"))
        .isInstanceOf(ForbiddenException.class);
    Found table = create("t", Map.of(Placement.PROPERTY, "east"), "ns");
    CatalogRecord _ =
        catalogs.update(
            "lake", record -> record.toBuilder().putProperties("storage-profiles", "west").build());
    assertThatThrownBy(() -> vended(east, table)).isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() -> storage.requireAllowed(table.placement(lake), "s3://data/lake/x"))
        .isInstanceOf(ForbiddenException.class);
  }
}

package io.sluice.catalog.vending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.catalog.storage.Location;
import io.sluice.catalog.storage.Placement;
import io.sluice.catalog.storage.TableStorage.Access;
import io.sluice.catalog.storage.TableStorage.Delegation;
import io.sluice.catalog.storage.TableStorage.Mode;
import io.sluice.manager.record.Keys;
import io.sluice.manager.secret.AccessKey;
import io.sluice.store.Bytes;
import io.sluice.store.Transaction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.StorageCredential;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Credentials that are vended, for Sluice's own buckets and for those of another account. */
class VendingIT {
  private @TempDir Path folder;
  private TestingLake lake;
  private TestingActor actor;

  @BeforeEach
  void start() throws IOException {
    lake = new TestingLake(folder, Clock.systemUTC());
    lake.account("one", false, "first", "second");
    lake.account("two", false);
    AccessKey principal = lake.sluice().principal("alice", "");
    actor = TestingActor.of(principal.id());
  }

  @AfterEach
  void stop() {
    lake.close();
  }

  private TestingSluice sluiceOf(String bucket) {
    return bucket.equals("native") ? lake.sluice() : lake.aws();
  }

  private static void assertDenied(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
  }

  private static void put(S3Client s3, String bucket, String key) {
    s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString("content"));
  }

  private static String get(S3Client s3, String bucket, String key) {
    return s3.getObjectAsBytes(b -> b.bucket(bucket).key(key)).asUtf8String();
  }

  /** What a catalog commits with its own rows is an object like any other. */
  @Test
  void aFileOfTheCatalogsOwnStoreIsAnObject() throws IOException {
    String folder = "s3://native/ns/t/metadata/";
    byte[] content = "content".getBytes(StandardCharsets.UTF_8);
    Transaction.Builder transaction = Transaction.builder();
    lake.storage()
        .addition(
            Placement.in(TestingLake.CATALOG), folder, Map.of(folder + "f", Bytes.wrap(content)))
        .orElseThrow()
        .accept(transaction);
    lake.sluice().store().commit(transaction.build());

    try (S3Client s3 =
        lake.sluice().s3(TestingLake.credentials(lake.vend(actor, false, "s3://native/ns/t")))) {
      assertThat(get(s3, "native", "ns/t/metadata/f")).isEqualTo("content");
    }
    try (FileIO files = lake.storage().open(Placement.in(TestingLake.CATALOG), folder);
        var in = files.newInputFile(folder + "f").newStream()) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
    try (FileIO files =
        lake.storage().open(Placement.in(TestingLake.CATALOG), "s3://native/ns/other/")) {
      // an object there is, but not for who has opened another folder
      assertDenied(() -> files.newInputFile(folder + "f").newStream().readAllBytes());
    }
  }

  @Test
  void whatIsLargeIsWrittenBeforeTheCommit() {
    String folder = "s3://native/ns/t/metadata/";
    Bytes large = Bytes.wrap(new byte[(1 << 10) + 1]);

    assertThat(
            lake.storage()
                .addition(Placement.in(TestingLake.CATALOG), folder, Map.of(folder + "f", large)))
        .isEmpty();
  }

  @Test
  void filesOfOtherAccountsAreWrittenBeforeTheCommit() {
    String folder = "s3://one/ns/t/metadata/";

    assertThat(
            lake.storage()
                .addition(
                    Placement.in(TestingLake.CATALOG),
                    folder,
                    Map.of(folder + "f", Bytes.utf8("content"))))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "one", "two"})
  void insideEverythingWorksAndOutsideNothing(String bucket) {
    String table = "s3://" + bucket + "/ns/t";
    try (S3Client root = sluiceOf(bucket).s3()) {
      put(root, bucket, "ns/t2/a");
    }
    try (S3Client s3 =
        sluiceOf(bucket).s3(TestingLake.credentials(lake.vend(actor, true, table)))) {
      put(s3, bucket, "ns/t/data/a");
      assertThat(get(s3, bucket, "ns/t/data/a")).isEqualTo("content");
      assertThat(s3.listObjectsV2(b -> b.bucket(bucket).prefix("ns/t/")).contents()).hasSize(1);
      s3.deleteObject(b -> b.bucket(bucket).key("ns/t/data/a"));

      assertDenied(() -> get(s3, bucket, "ns/t2/a"));
      assertDenied(() -> put(s3, bucket, "ns/t2/b"));
      assertDenied(() -> put(s3, bucket, "ns/t"));
      assertDenied(() -> s3.deleteObject(b -> b.bucket(bucket).key("ns/t2/a")));
      assertDenied(() -> s3.listObjectsV2(b -> b.bucket(bucket).prefix("ns/t")));
      assertDenied(() -> s3.listObjectsV2(b -> b.bucket(bucket)));
      assertDenied(() -> s3.createMultipartUpload(b -> b.bucket(bucket).key("ns/t2/m")));
      assertDenied(
          () ->
              s3.copyObject(
                  b ->
                      b.sourceBucket(bucket)
                          .sourceKey("ns/t2/a")
                          .destinationBucket(bucket)
                          .destinationKey("ns/t/stolen")));
      assertThat(
              s3.deleteObjects(
                      b ->
                          b.bucket(bucket)
                              .delete(
                                  Delete.builder()
                                      .objects(ObjectIdentifier.builder().key("ns/t2/a").build())
                                      .build()))
                  .errors())
          .hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "one", "two"})
  void aReaderWritesNothing(String bucket) {
    try (S3Client root = sluiceOf(bucket).s3()) {
      put(root, bucket, "ns/t/a");
    }
    try (S3Client s3 =
        sluiceOf(bucket)
            .s3(TestingLake.credentials(lake.vend(actor, false, "s3://" + bucket + "/ns/t")))) {
      assertThat(get(s3, bucket, "ns/t/a")).isEqualTo("content");
      assertDenied(() -> put(s3, bucket, "ns/t/b"));
      assertDenied(() -> s3.deleteObject(b -> b.bucket(bucket).key("ns/t/a")));
      assertDenied(() -> s3.createMultipartUpload(b -> b.bucket(bucket).key("ns/t/m")));
    }
  }

  @Test
  void oddNamesWidenNothing() {
    try (S3Client root = lake.sluice().s3()) {
      put(root, "native", "secret/a");
    }
    for (String odd : List.of("*", "?ecret", "s*", "${aws:username}", "a b+c", "\u00e4\u20ac")) {
      try (S3Client s3 =
          lake.sluice().s3(TestingLake.credentials(lake.vend(actor, true, "s3://native/" + odd)))) {
        put(s3, "native", odd + "/a");
        assertThat(get(s3, "native", odd + "/a")).isEqualTo("content");
        assertDenied(() -> get(s3, "native", "secret/a"));
      }
    }
  }

  @Test
  void whoIsDeletedOrRevokedIsRefusedAtTheNextRequest() {
    try (S3Client s3 =
        lake.sluice().s3(TestingLake.credentials(lake.vend(actor, true, "s3://native/t")))) {
      put(s3, "native", "t/a");
      lake.sluice().deletePrincipal("alice");
      assertDenied(() -> get(s3, "native", "t/a"));
    }
    AccessKey bob = lake.sluice().principal("bob", "");
    TestingActor guarded =
        new TestingActor("bob", bob.id(), Map.of("principal-role/analysts", 0L), Set.of());
    try (S3Client s3 =
        lake.sluice().s3(TestingLake.credentials(lake.vend(guarded, true, "s3://native/t")))) {
      assertThat(get(s3, "native", "t/a")).isEqualTo("content");
      lake.sluice()
          .store()
          .commit(
              Transaction.builder()
                  .put(Keys.revocations("principal-role/analysts"), Keys.number(1))
                  .build());
      assertThatThrownBy(() -> get(s3, "native", "t/a"))
          .isInstanceOfSatisfying(
              S3Exception.class,
              e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ExpiredToken"));
    }
  }

  @Test
  void whatIsKeptReadyIsNeverWhatHasEnded() {
    AwsSessionCredentials before = TestingLake.credentials(lake.vend(actor, true, "s3://native/t"));
    lake.sluice().rotatePrincipal("alice");
    AwsSessionCredentials after = TestingLake.credentials(lake.vend(actor, true, "s3://native/t"));

    assertThat(after.accessKeyId()).isNotEqualTo(before.accessKeyId());
    try (S3Client s3 = lake.sluice().s3(after)) {
      put(s3, "native", "t/a");
    }
    lake.sluice().deletePrincipal("alice");
    assertThatThrownBy(() -> lake.vend(actor, true, "s3://native/t"))
        .isInstanceOf(ForbiddenException.class);
  }

  @Test
  void aClientIsToldAllThatItLooksFor() {
    Access access = lake.vend(actor, true, "s3://native/ns/t", "s3://native/ns/data");

    assertThat(access.credentials()).hasSize(1);
    assertThat(access.credentials().getFirst().prefix()).isEqualTo("s3://native/ns/");
    Map<String, String> config = access.config();
    assertThat(config)
        .containsKeys(
            "s3.access-key-id",
            "s3.secret-access-key",
            "s3.session-token",
            "client.access-key-id",
            "client.secret-access-key",
            "client.session-token")
        .containsEntry("client.region", TestingSluice.REGION)
        .containsEntry("s3.region", TestingSluice.REGION)
        .containsEntry("s3.endpoint", lake.sluice().endpoint().toString())
        .containsEntry("s3.path-style-access", "true")
        .containsEntry("client.refresh-credentials-endpoint", "v1/lake/credentials");
    assertThat(Long.parseLong(String.valueOf(config.get("s3.session-token-expires-at-ms"))))
        .isGreaterThan(Instant.now().plus(Duration.ofMinutes(50)).toEpochMilli());
    assertThat(access.toString())
        .doesNotContain(String.valueOf(config.get("s3.secret-access-key")));
    assertThat(lake.vend(actor, true, "s3://native/ns/t", "s3://native/ns/data")).isEqualTo(access);

    Map<String, String> plain =
        lake.storage()
            .access(actor, TestingLake.files("s3://native/ns/t"), new Delegation(Mode.NONE, false))
            .config();
    assertThat(plain).doesNotContainKey("s3.access-key-id").containsKey("s3.endpoint");
  }

  @Test
  void aTableLiesInOneStorage() {
    assertThatThrownBy(() -> lake.vend(actor, true, "s3://one/t", "s3://two/t"))
        .isInstanceOf(BadRequestException.class);
    assertThatThrownBy(() -> lake.vend(actor, true, "s3://elsewhere/t"))
        .isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() -> lake.vend(actor, true, "s3://native/t/../u"))
        .isInstanceOf(BadRequestException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "one", "two"})
  void icebergsOwnFilesWorkWithWhatIsVended(String bucket) {
    Access access = lake.vend(actor, true, "s3://" + bucket + "/ns/t");
    try (S3FileIO files = new S3FileIO()) {
      files.setCredentials(
          List.of(
              StorageCredential.create(
                  access.credentials().getFirst().prefix(),
                  withoutRefresh(access.credentials().getFirst().config()))));
      files.initialize(withoutRefresh(access.config()));
      roundTrip(files, "s3://" + bucket + "/ns/t/metadata/v1.json");
      assertThatThrownBy(() -> write(files, "s3://" + bucket + "/ns/t2/v1.json"))
          .satisfies(e -> assertThat(e.toString()).contains("403"));
    }
  }

  private static Map<String, String> withoutRefresh(Map<String, String> config) {
    Map<String, String> properties = new HashMap<>(config);
    properties.put("client.refresh-credentials-enabled", "false");
    properties.put("http-client.type", "urlconnection");
    return properties;
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "one", "two", "plain"})
  void sluiceItselfReachesOnlyTheLocation(String bucket) throws IOException {
    lake.account("plain", true);
    try (FileIO files =
        lake.storage().open(Placement.in(TestingLake.CATALOG), "s3://" + bucket + "/ns/t")) {
      roundTrip(files, "s3://" + bucket + "/ns/t/metadata/v1.json");
      assertThatThrownBy(() -> write(files, "s3://" + bucket + "/ns/t2/v1.json"))
          .satisfies(e -> assertThat(e.toString()).containsAnyOf("403", "ForbiddenException"));
    }
    // what was closed was only a view of what all share
    try (FileIO files =
        lake.storage().open(Placement.in(TestingLake.CATALOG), "s3://" + bucket + "/ns/t")) {
      roundTrip(files, "s3://" + bucket + "/ns/t/metadata/v2.json");
    }
  }

  private static void roundTrip(FileIO files, String path) {
    write(files, path);
    try (var in = files.newInputFile(path).newStream()) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("content");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    files.deleteFile(path);
    assertThat(files.newInputFile(path).exists()).isFalse();
  }

  private static void write(FileIO files, String path) {
    try (PositionOutputStream out = files.newOutputFile(path).createOrOverwrite()) {
      out.write("content".getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aStoreWithoutStsVendsNothing() throws IOException {
    lake.account("plain", true);

    assertThatThrownBy(() -> lake.vend(actor, true, "s3://plain/t"))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("remote signing");
  }

  @Test
  void aRotatedSecretCountsFromThenOnAndAWrongOneIsNamed() throws IOException {
    var _ = lake.vend(actor, true, "s3://two/a");
    java.nio.file.Files.writeString(folder.resolve("two-secret"), "wrong-secret");
    assertThatThrownBy(() -> lake.vend(actor, true, "s3://two/b"))
        .isInstanceOf(ForbiddenException.class)
        .hasMessageContaining("'two'")
        .hasMessageNotContaining("wrong-secret");
    java.nio.file.Files.delete(folder.resolve("two-secret"));
    assertThatThrownBy(() -> lake.vend(actor, true, "s3://two/c"))
        .isInstanceOf(ServiceUnavailableException.class);
    // what is warm goes on
    var _ = lake.vend(actor, true, "s3://two/a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "one", "two"})
  void aProfileCanBeTriedOut(String bucket) {
    List<StorageCheck.Step> steps =
        new StorageCheck(lake.storage())
            .run(lake.profile("s3://" + bucket + "/"), Location.parse("s3://" + bucket + "/check"));

    assertThat(steps)
        .hasSize(9)
        .allSatisfy(step -> assertThat(step.outcome()).isEqualTo(StorageCheck.Outcome.PASSED));
    try (S3Client root = sluiceOf(bucket).s3()) {
      assertThat(root.listObjectsV2(b -> b.bucket(bucket)).contents()).isEmpty();
    }
  }

  @Test
  void tryingOutSaysWhatFails() throws IOException {
    lake.account("plain", true);
    assertThat(
            new StorageCheck(lake.storage())
                .run(lake.profile("s3://plain/"), Location.parse("s3://plain/check")))
        .extracting(StorageCheck.Step::outcome)
        .contains(StorageCheck.Outcome.SKIPPED)
        .doesNotContain(StorageCheck.Outcome.FAILED);
    java.nio.file.Files.writeString(folder.resolve("one-secret"), "wrong-secret");
    assertThat(
            new StorageCheck(lake.storage())
                .run(lake.profile("s3://one/"), Location.parse("s3://one/check")))
        .extracting(StorageCheck.Step::outcome)
        .contains(StorageCheck.Outcome.FAILED)
        .doesNotContain(StorageCheck.Outcome.PASSED);
  }
}

package io.sluice.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.SluiceProcess;
import io.sluice.cli.SluiceProcess.Outcome;
import io.sluice.store.dynamodb.LocalDynamoDb;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A server whose metadata is in a table of DynamoDB. */
class DynamoDbIT {
  private static final String BUCKET = "bucket";

  @TempDir private Path folder;

  private Path data() {
    return folder.resolve("data");
  }

  private static Map<String, String> store(String uri) {
    return Map.of(
        "SLUICE_STORE", uri, "AWS_ACCESS_KEY_ID", "local", "AWS_SECRET_ACCESS_KEY", "local");
  }

  @Test
  void objectsAreThereAfterARestart() throws Exception {
    Map<String, String> store = store(LocalDynamoDb.running().uri(LocalDynamoDb.freshTable()));
    try (SluiceProcess server = SluiceProcess.server(data(), store);
        S3Client s3 = server.s3()) {
      s3.createBucket(b -> b.bucket(BUCKET));
      for (String key : new String[] {"a/1", "a/2", "b", "c"}) {
        s3.putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromString(key));
      }
      s3.putObject(b -> b.bucket(BUCKET).key("inline"), RequestBody.fromBytes(new byte[100_000]));
      s3.putObject(b -> b.bucket(BUCKET).key("large"), RequestBody.fromBytes(new byte[1 << 20]));
      s3.deleteObject(b -> b.bucket(BUCKET).key("c"));
      assertThat(metric(server, "sluice_store_dynamodb_write_units_total")).isGreaterThan(10);
      server.kill();
    }
    try (SluiceProcess server = SluiceProcess.server(data(), store);
        S3Client s3 = server.s3()) {
      ListObjectsV2Response list = s3.listObjectsV2(b -> b.bucket(BUCKET).delimiter("/"));
      assertThat(list.contents()).extracting(S3Object::key).containsExactly("b", "inline", "large");
      assertThat(list.commonPrefixes()).extracting(CommonPrefix::prefix).containsExactly("a/");
      assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("a/2")).asUtf8String())
          .isEqualTo("a/2");
      assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("inline")).asByteArray())
          .hasSize(100_000);
      assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("large")).asByteArray())
          .hasSize(1 << 20);
      server.terminate();
      assertThat(server.exitCode()).isZero();
    }
    assertThat(data().resolve("store")).doesNotExist();
  }

  private static double metric(SluiceProcess server, String name) throws IOException {
    try (InputStream metrics = server.management().resolve("/q/metrics").toURL().openStream()) {
      return new String(metrics.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith(name + " "))
          .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
          .sum();
    }
  }

  @Test
  void withoutItNothingOfTheSdkIsLoaded() throws Exception {
    Path classes = folder.resolve("classes");
    try (SluiceProcess server = SluiceProcess.server(data(), "-Xlog:class+load:file=" + classes);
        S3Client s3 = server.s3()) {
      s3.createBucket(b -> b.bucket(BUCKET));
      server.terminate();
      assertThat(server.exitCode()).isZero();
    }
    assertThat(Files.readString(classes))
        .contains("io.sluice.store.rocksdb")
        .doesNotContain("io.sluice.store.dynamodb", "software.amazon.awssdk.services.dynamodb");
  }

  @Test
  void whatIsWrongWithTheUriIsOneClearLine() {
    assertFails("dynamodb://key:hunter2@lake", "must not hold credentials");
    assertFails("dynamodb://lake?regoin=a", "did you mean 'region'");
    assertFails("postgres://lake?password=hunter2", "neither rocksdb nor dynamodb://TABLE");
  }

  private void assertFails(String uri, String message) {
    Outcome outcome =
        SluiceProcess.run(
            Map.of(), "server", "--port", "0", "--data-dir", data().toString(), "--store", uri);

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains(message).doesNotContain("hunter2", "Exception");
    assertThat(outcome.err().strip().lines()).hasSize(1);
  }
}

package io.sluice.gateway.op;

import static io.sluice.gateway.client.AnswerAssert.assertThat;

import io.sluice.gateway.RunningServer;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deletions of one object, and the one version that there is of each. */
class DeleteObjectIT {
  @RegisterExtension static final RunningServer server = new RunningServer();

  private static String bucket = "";

  @BeforeAll
  static void makeBucket() {
    bucket = server.newBucket();
  }

  // 53
  @Test
  void whatIsDeletedIsGone() {
    server.ok(server.put(bucket, "key", "x"));
    server.ok(server.put(bucket, "key/", "x"));
    assertThat(server.signed(server.delete(bucket, "key")))
        .hasStatus(204)
        .hasNoHeader("x-amz-delete-marker")
        .hasNoHeader("x-amz-version-id");
    assertThat(server.signed(server.get(bucket, "key")))
        .isError(404, "NoSuchKey")
        .hasMessage("The specified key does not exist.")
        .hasFields("Key", "key");
    assertThat(server.signed(server.get(bucket, "key/"))).hasStatus(200);
  }

  // 53
  @Test
  void whatIsNotThereIsDeletedAlready() {
    assertThat(server.signed(server.delete(bucket, "missing"))).hasStatus(204);
    assertThat(server.signed(server.delete("no-such-bucket", "missing")))
        .isError(404, "NoSuchBucket")
        .hasFields("BucketName", "no-such-bucket");
  }

  // 56
  @ParameterizedTest
  @ValueSource(strings = {"", "x", "0", "NULL", "............................./."})
  void aVersionThatCanBeNoneIsInvalid(String version) {
    server.ok(server.put(bucket, "kept", "x"));
    for (String method : List.of("GET", "DELETE")) {
      assertThat(
              server.signed(
                  server.call(method, "/" + bucket + "/kept").query("versionId=" + version)))
          .isError(400, "InvalidArgument")
          .hasMessage("Invalid version id specified")
          .hasFields("ArgumentName", "versionId", "ArgumentValue", version);
    }
    assertThat(server.signed(server.get(bucket, "kept"))).hasStatus(200);
  }

  // 56
  @Test
  void aVersionThatIsNotThereIsNotFound() {
    server.ok(server.put(bucket, "kept", "x"));
    String version = "3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrH";
    for (String method : List.of("GET", "DELETE")) {
      assertThat(
              server.signed(
                  server.call(method, "/" + bucket + "/kept").query("versionId=" + version)))
          .isError(404, "NoSuchVersion")
          .hasMessage("The specified version does not exist.")
          .hasFields("Key", "kept", "VersionId", version);
    }
    assertThat(server.signed(server.get(bucket, "kept"))).hasStatus(200);
  }

  // 56
  @Test
  void everyObjectIsItsOnlyVersion() {
    server.ok(server.put(bucket, "only", "x"));
    assertThat(server.signed(server.get(bucket, "only").query("versionId=null"))).hasBody("x");
    assertThat(server.signed(server.delete(bucket, "only").query("versionId=null"))).hasStatus(204);
    assertThat(server.signed(server.head(bucket, "only"))).hasStatus(404);
  }
}

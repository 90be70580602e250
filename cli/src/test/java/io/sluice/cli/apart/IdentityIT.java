package io.sluice.cli.apart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.cli.SluiceProcess;
import io.sluice.manager.secret.AccessKey;
import io.sluice.protocol.DeletePrincipalRequest;
import io.sluice.protocol.EnablePrincipalRequest;
import io.sluice.protocol.Request;
import io.sluice.protocol.RotatePrincipalRequest;
import io.sluice.protocol.SetPrincipalPolicyRequest;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** One connection carries the requests of all, and each is verified on its own. */
final class IdentityIT {
  private static final int THREADS = 8;
  private static final int REQUESTS = 50;

  @TempDir private Path folder;
  private Apart apart = new Apart(Path.of(""), Map.of());
  private URI gateway = URI.create("");

  @BeforeEach
  void start() {
    apart = new Apart(folder, Map.of("sluice.gateway.manager-connections", "1"));
    gateway = apart.startGateway("127.0.0.1:" + apart.startManager());
    try (S3Client root = Apart.s3(gateway, SluiceProcess.ROOT)) {
      for (String name : List.of("alice", "bob")) {
        root.createBucket(b -> b.bucket("of-" + name));
        root.putObject(
            b -> b.bucket("of-" + name).key("key"), RequestBody.fromString("of " + name));
      }
    }
  }

  @AfterEach
  void stop() {
    apart.close();
  }

  private static String mayRead(String bucket) {
    return """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject",
        "Resource":"arn:aws:s3:::%s/*"}]}"""
        .formatted(bucket);
  }

  private static String read(S3Client s3, String bucket) {
    return s3.getObjectAsBytes(b -> b.bucket(bucket).key("key")).asUtf8String();
  }

  private static void assertRefused(S3Client s3, String bucket, String code) {
    assertThatThrownBy(() -> read(s3, bucket))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.statusCode()).isEqualTo(403);
            });
  }

  @Test
  void twoAtTheSameTimeNeverSeeEachOthersRights() throws Exception {
    AccessKey alice = apart.principal("alice", mayRead("of-alice"));
    AccessKey bob = apart.principal("bob", mayRead("of-bob"));
    try (S3Client asAlice = Apart.s3(gateway, alice);
        S3Client asBob = Apart.s3(gateway, bob);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> all = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        boolean even = thread % 2 == 0;
        S3Client own = even ? asAlice : asBob;
        String mine = even ? "of-alice" : "of-bob";
        String others = even ? "of-bob" : "of-alice";
        all.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < REQUESTS; i++) {
                    assertThat(read(own, mine)).isEqualTo(mine.replace('-', ' '));
                    assertRefused(own, others, "AccessDenied");
                  }
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  @Test
  void theVeryNextRequestObeys() {
    AccessKey alice = apart.principal("alice", mayRead("of-alice"));
    try (S3Client s3 = Apart.s3(gateway, alice)) {
      assertThat(read(s3, "of-alice")).isEqualTo("of alice");

      apart.command(
          Request.newBuilder()
              .setSetPrincipalPolicy(
                  SetPrincipalPolicyRequest.newBuilder()
                      .setName("alice")
                      .setPolicy(mayRead("of-bob"))));
      assertRefused(s3, "of-alice", "AccessDenied");
      assertThat(read(s3, "of-bob")).isEqualTo("of bob");

      enable(false);
      assertRefused(s3, "of-bob", "InvalidAccessKeyId");
      enable(true);
      assertThat(read(s3, "of-bob")).isEqualTo("of bob");

      apart.command(
          Request.newBuilder()
              .setRotatePrincipal(RotatePrincipalRequest.newBuilder().setName("alice")));
      assertRefused(s3, "of-bob", "SignatureDoesNotMatch");

      apart.command(
          Request.newBuilder()
              .setDeletePrincipal(DeletePrincipalRequest.newBuilder().setName("alice")));
      assertRefused(s3, "of-bob", "InvalidAccessKeyId");
    }
  }

  private void enable(boolean enabled) {
    apart.command(
        Request.newBuilder()
            .setEnablePrincipal(
                EnablePrincipalRequest.newBuilder().setName("alice").setEnabled(enabled)));
  }
}

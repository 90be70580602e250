package io.sluice.cli.apart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.cli.SluiceProcess;
import io.sluice.cli.apart.FaultProxy.Fault;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Whatever happens between gateway and manager: what was asked is done once, or 503. */
final class LostRepliesIT {
  private static final String BUCKET = "bucket";
  private static final int ROUNDS = 150;

  @TempDir private Path folder;
  private Apart apart = new Apart(Path.of(""), Map.of());
  private @Nullable FaultProxy proxy;
  private @Nullable S3Client s3;

  @BeforeEach
  void start() throws IOException {
    apart = new Apart(folder, Map.of("sluice.gateway.manager-connections", "1"));
    proxy = new FaultProxy(apart.startManager());
    URI gateway = apart.startGateway("127.0.0.1:" + proxy.port());
    s3 = Apart.s3(gateway, SluiceProcess.ROOT);
    s3().createBucket(b -> b.bucket(BUCKET));
  }

  @AfterEach
  void stop() throws IOException {
    s3().close();
    apart.close();
    proxy().close();
  }

  private FaultProxy proxy() {
    if (proxy == null) {
      throw new IllegalStateException("not started");
    }
    return proxy;
  }

  private S3Client s3() {
    if (s3 == null) {
      throw new IllegalStateException("not started");
    }
    return s3;
  }

  /** What the objects are, as far as that is known. */
  private final Map<String, String> expected = new HashMap<>();

  @Test
  void everythingIsDoneOnceWhateverHappensToTheConnection() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("LostRepliesIT: replay with -Dtest.args=-Dseed=" + seed);
    Random random = new Random(seed);
    Fault[] faults = {
      Fault.CUT_BEFORE, Fault.CUT_AFTER, Fault.CUT_AFTER, Fault.RESET_AFTER, Fault.DELAY, Fault.NONE
    };
    int done = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Fault fault = faults[random.nextInt(faults.length)];
      proxy().arm(fault);
      int kind = random.nextInt(9);
      int number = round;
      String what = "round %d, operation %d, %s".formatted(round, kind, fault);
      if (succeeds(what, () -> operation(kind, number, random))) {
        done++;
      }
      proxy().arm(Fault.NONE);
    }
    // with one fault at a time, and ten seconds to get over it, all are
    assertThat(done).isEqualTo(ROUNDS);
    Map<String, String> found = new HashMap<>();
    for (S3Object object : s3().listObjectsV2Paginator(b -> b.bucket(BUCKET)).contents()) {
      found.put(
          object.key(),
          s3().getObjectAsBytes(b -> b.bucket(BUCKET).key(object.key())).asUtf8String());
    }
    assertThat(found).isEqualTo(expected);
    assertThat(proxy().connections()).isGreaterThan(ROUNDS / 4);
  }

  /** A success, or the one error that may be answered: try again. */
  private static boolean succeeds(String what, Supplier<Boolean> operation) {
    try {
      assertThat(operation.get()).as(what).isTrue();
      return true;
    } catch (S3Exception e) {
      assertThat(e.statusCode()).as(what + ": " + e.getMessage()).isEqualTo(503);
      return false;
    }
  }

  private boolean operation(int kind, int number, Random random) {
    String key = "key-" + number;
    String text = "content of " + number;
    switch (kind) {
      case 0 -> put(key, text);
      // were it done twice, the second time would find the first one's object
      case 1 -> {
        s3().putObject(
                b -> b.bucket(BUCKET).key(key).ifNoneMatch("*"), RequestBody.fromString(text));
        expected.put(key, text);
      }
      case 2 -> {
        String large = text.repeat(20_000);
        put(key, large);
      }
      case 3 -> s3().createBucket(b -> b.bucket("bucket-" + number));
      case 4 -> {
        String other = any(random);
        s3().copyObject(
                b ->
                    b.sourceBucket(BUCKET)
                        .sourceKey(other)
                        .destinationBucket(BUCKET)
                        .destinationKey(key));
        expected.put(key, expected.get(other));
      }
      case 5 -> {
        String other = any(random);
        String etag = s3().headObject(b -> b.bucket(BUCKET).key(other)).eTag();
        proxy().arm(Fault.CUT_AFTER);
        s3().putObject(
                b -> b.bucket(BUCKET).key(other).ifMatch(etag), RequestBody.fromString(text));
        expected.put(other, text);
      }
      case 6 -> {
        String other = any(random);
        s3().deleteObjects(
                b ->
                    b.bucket(BUCKET)
                        .delete(d -> d.objects(ObjectIdentifier.builder().key(other).build())));
        expected.remove(other);
      }
      case 7 -> upload(key, text);
      default -> {
        String id = s3().createMultipartUpload(b -> b.bucket(BUCKET).key(key)).uploadId();
        proxy().arm(Fault.RESET_AFTER);
        s3().abortMultipartUpload(b -> b.bucket(BUCKET).key(key).uploadId(id));
      }
    }
    return true;
  }

  private void put(String key, String text) {
    s3().putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromString(text));
    expected.put(key, text);
  }

  private String any(Random random) {
    if (expected.isEmpty()) {
      put("first", "first");
    }
    List<String> keys = expected.keySet().stream().sorted().toList();
    return keys.get(random.nextInt(keys.size()));
  }

  private void upload(String key, String text) {
    String id = s3().createMultipartUpload(b -> b.bucket(BUCKET).key(key)).uploadId();
    proxy().arm(Fault.CUT_AFTER);
    String etag =
        s3().uploadPart(
                b -> b.bucket(BUCKET).key(key).uploadId(id).partNumber(1),
                RequestBody.fromString(text))
            .eTag();
    proxy().arm(Fault.CUT_AFTER);
    CompletedPart part = CompletedPart.builder().partNumber(1).eTag(etag).build();
    s3().completeMultipartUpload(
            b -> b.bucket(BUCKET).key(key).uploadId(id).multipartUpload(m -> m.parts(part)));
    expected.put(key, text);
  }

  @Test
  void aConnectionThatIsHalfOpenIsFoundOut() {
    put("key", "before");
    proxy().arm(Fault.HALF_OPEN);

    put("key", "after");

    assertThat(proxy().disarmed()).isTrue();
    assertThat(s3().getObjectAsBytes(b -> b.bucket(BUCKET).key("key")).asUtf8String())
        .isEqualTo("after");
  }

  @Test
  void aManagerThatIsNotThereIsServiceUnavailableAndComesBack() {
    put("key", "before");
    apart.stopManager();

    assertThatThrownBy(() -> s3().getObjectAsBytes(b -> b.bucket(BUCKET).key("key")))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(503);
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ServiceUnavailable");
              assertThat(e.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("Retry-After"))
                  .isPresent();
            });

    apart.startManager();
    assertThat(s3().getObjectAsBytes(b -> b.bucket(BUCKET).key("key")).asByteArray())
        .isEqualTo("before".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aRequestThatIsUnderWayWhenTheManagerIsRestartedSucceeds() throws InterruptedException {
    put("key", "before");
    Thread restart =
        Thread.ofPlatform()
            .start(
                () -> {
                  apart.stopManager();
                  apart.startManager();
                });
    for (int i = 0; i < 20; i++) {
      put("key-" + i, "during");
    }
    restart.join();
    assertThat(s3().listObjectsV2(b -> b.bucket(BUCKET)).contents()).hasSize(21);
  }
}

package io.sluice.cli.apart;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.Eventually;
import io.sluice.cli.SluiceProcess;
import io.sluice.store.dynamodb.LocalDynamoDb;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Two managers of one table are one namespace, whichever of them is killed. */
final class TwoManagersIT {
  private static final String BUCKET = "bucket";
  private static final int WRITERS = 3;
  private static final int AT_LEAST = 20;

  @TempDir private Path folder;

  /** What was acknowledged. */
  private final Map<String, String> expected = new ConcurrentHashMap<>();

  private final AtomicBoolean stop = new AtomicBoolean();

  @Test
  void nothingAcknowledgedIsLostAndNothingReadIsStaleWhenEitherIsKilled() throws Exception {
    Map<String, String> shared =
        Map.of(
            "SLUICE_STORE", LocalDynamoDb.running().uri(LocalDynamoDb.freshTable()),
            "SLUICE_MASTER_KEY", Base64.getEncoder().encodeToString(new byte[32]),
            "SLUICE_BLOBS_DIR", folder.resolve("data").resolve("blobs").toString(),
            "AWS_ACCESS_KEY_ID", "local",
            "AWS_SECRET_ACCESS_KEY", "local");
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    try (SluiceProcess first = SluiceProcess.manager(one, shared);
        SluiceProcess second = SluiceProcess.manager(two, shared);
        SluiceProcess gateway = SluiceProcess.gateway(folder.resolve("data"), first, second);
        S3Client s3 = Apart.s3(gateway.endpoint(), SluiceProcess.ROOT)) {
      s3.createBucket(b -> b.bucket(BUCKET));
      writeWhile(gateway, first::kill);
      try (SluiceProcess back = SluiceProcess.manager(one, shared);
          SluiceProcess other = SluiceProcess.gateway(folder.resolve("data"), back, second);
          S3Client otherS3 = Apart.s3(other.endpoint(), SluiceProcess.ROOT)) {
        verify(s3);
        verify(otherS3);
        writeWhile(other, second::kill);
        verify(otherS3);
      }
    }
  }

  private interface Kill {
    void run() throws InterruptedException;
  }

  /** Writes, kills in the midst of it, and writes on. */
  private void writeWhile(SluiceProcess gateway, Kill kill) throws Exception {
    stop.set(false);
    int before = expected.size();
    try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<?>> running = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        String prefix = "%d-%d/".formatted(before, writer);
        running.add(
            writers.submit(
                () -> {
                  try (S3Client s3 = Apart.s3(gateway.endpoint(), SluiceProcess.ROOT)) {
                    write(s3, prefix);
                  }
                }));
      }
      assertThat(grows(before + AT_LEAST)).isTrue();
      kill.run();
      assertThat(grows(expected.size() + AT_LEAST)).isTrue();
      stop.set(true);
      for (Future<?> future : running) {
        future.get();
      }
    }
  }

  private boolean grows(int size) {
    return Eventually.holds(Duration.ofMinutes(2), () -> expected.size() >= size);
  }

  /** Each object is written twice, and read back at once: whoever answers must know it. */
  private void write(S3Client s3, String prefix) {
    for (int i = 0; !stop.get(); i++) {
      String key = prefix + i;
      for (String text : new String[] {"first of " + key, "second of " + key}) {
        try {
          s3.putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromString(text));
          expected.put(key, text);
          assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key(key)).asUtf8String())
              .isEqualTo(text);
        } catch (S3Exception e) {
          assertThat(e.statusCode()).as(e.getMessage()).isEqualTo(503);
          expected.remove(key);
          break;
        }
      }
    }
  }

  private void verify(S3Client s3) {
    List<String> listed =
        s3.listObjectsV2Paginator(b -> b.bucket(BUCKET)).contents().stream()
            .map(S3Object::key)
            .toList();
    assertThat(listed).containsAll(expected.keySet());
    expected.forEach(
        (key, text) ->
            assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key(key)).asUtf8String())
                .isEqualTo(text));
  }
}

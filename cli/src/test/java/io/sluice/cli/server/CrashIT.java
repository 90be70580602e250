package io.sluice.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.Eventually;
import io.sluice.cli.SluiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Kills a server again and again while clients write, and proves after each restart that what was
 * acknowledged is there, byte for byte, and that nothing is half there.
 */
class CrashIT {
  private static final int KILLS = 20;
  private static final int WRITERS = 16;
  private static final int KEYS_PER_WRITER = 6;
  private static final int PART = 5 << 20;
  private static final String BUCKET = "crash";

  private static final Map<String, String> QUICK_TO_REAP =
      Map.of(
          "SLUICE_STAGING_LEASE", "PT3S",
          "SLUICE_REAPER_GRACE", "PT0S",
          "SLUICE_REAPER_INTERVAL", "PT0.5S");

  @TempDir private Path folder;

  /**
   * What may be under a key: what was acknowledged last, or what was under way when the server was
   * killed.
   */
  private static final class Expected {
    private Content acknowledged = Content.ABSENT;
    private Content attempted = Content.ABSENT;
  }

  /** The bytes of an object follow from a seed. */
  private record Content(long seed, int size) {
    static final Content ABSENT = new Content(0, -1);

    byte[] bytes() {
      byte[] bytes = new byte[size];
      new Random(seed).nextBytes(bytes);
      return bytes;
    }
  }

  private final Map<String, Expected> expected = new ConcurrentHashMap<>();

  @Test
  void nothingThatWasAcknowledgedIsLostAndNothingIsHalfThere() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("CrashIT: replay with -Dtest.args=-Dseed=" + seed);
    Random random = new Random(seed);
    Path data = folder.resolve("data");
    int acknowledged = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      try (SluiceProcess server = SluiceProcess.server(data, QUICK_TO_REAP)) {
        if (kill == 0) {
          try (S3Client s3 = server.s3()) {
            s3.createBucket(b -> b.bucket(BUCKET));
          }
        }
        verify(server);
        acknowledged += writeUntilKilled(server, random);
      }
    }
    assertThat(acknowledged).isGreaterThan(KILLS);
    try (SluiceProcess server = SluiceProcess.server(data, QUICK_TO_REAP)) {
      verify(server);
      abortUploads(server);
      assertOnlyWhatObjectsReferTo(server, data);
    }
  }

  private int writeUntilKilled(SluiceProcess server, Random random) throws Exception {
    AtomicInteger acknowledged = new AtomicInteger();
    int killAfter = 1 + random.nextInt(60);
    long seed = random.nextLong();
    try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<?>> running = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        int number = writer;
        running.add(
            writers.submit(
                () -> {
                  try (S3Client s3 = server.s3()) {
                    write(s3, number, new Random(seed + number), acknowledged);
                  }
                }));
      }
      Eventually.holds(
          Duration.ofMinutes(1),
          () -> acknowledged.get() >= killAfter || running.stream().allMatch(Future::isDone));
      // somewhere in the middle of whatever comes next
      LockSupport.parkNanos(random.nextInt(20_000_000));
      server.kill();
      for (Future<?> future : running) {
        future.get();
      }
    }
    return acknowledged.get();
  }

  /** Ends with the first failure, which is the server's death. */
  private void write(S3Client s3, int writer, Random random, AtomicInteger acknowledged) {
    try {
      while (true) {
        String key = "writer-%02d/%d".formatted(writer, random.nextInt(KEYS_PER_WRITER));
        Expected state = expected.computeIfAbsent(key, _ -> new Expected());
        int kind = random.nextInt(20);
        if (kind == 0) {
          state.attempted = Content.ABSENT;
          s3.deleteObject(b -> b.bucket(BUCKET).key(key));
        } else if (kind == 1) {
          state.attempted = new Content(random.nextLong(), PART + 1 + random.nextInt(1000));
          upload(s3, key, state.attempted.bytes());
        } else {
          int size = kind < 12 ? random.nextInt(20_000) : random.nextInt(600_000);
          state.attempted = new Content(random.nextLong(), size);
          s3.putObject(
              b -> b.bucket(BUCKET).key(key), RequestBody.fromBytes(state.attempted.bytes()));
        }
        state.acknowledged = state.attempted;
        acknowledged.incrementAndGet();
      }
    } catch (SdkException e) {
      assertThat(e.getMessage()).doesNotContain("InternalError");
    }
  }

  private static void upload(S3Client s3, String key, byte[] bytes) {
    String id = s3.createMultipartUpload(b -> b.bucket(BUCKET).key(key)).uploadId();
    List<CompletedPart> parts = new ArrayList<>();
    for (int from = 0, number = 1; from < bytes.length; from += PART, number++) {
      int partNumber = number;
      byte[] part = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PART));
      String etag =
          s3.uploadPart(
                  b -> b.bucket(BUCKET).key(key).uploadId(id).partNumber(partNumber),
                  RequestBody.fromBytes(part))
              .eTag();
      parts.add(CompletedPart.builder().partNumber(partNumber).eTag(etag).build());
    }
    s3.completeMultipartUpload(
        b -> b.bucket(BUCKET).key(key).uploadId(id).multipartUpload(m -> m.parts(parts)));
  }

  private void verify(SluiceProcess server) {
    try (S3Client s3 = server.s3()) {
      Map<String, Long> listed =
          s3.listObjectsV2Paginator(b -> b.bucket(BUCKET)).contents().stream()
              .collect(Collectors.toMap(S3Object::key, S3Object::size));
      assertThat(expected.keySet()).containsAll(listed.keySet());
      for (Map.Entry<String, Expected> entry : expected.entrySet()) {
        Content found = verify(s3, entry.getKey(), entry.getValue());
        assertThat(listed.getOrDefault(entry.getKey(), -1L)).isEqualTo(found.size());
        entry.getValue().acknowledged = found;
        entry.getValue().attempted = found;
      }
    }
  }

  private static Content verify(S3Client s3, String key, Expected state) {
    byte[] bytes;
    try {
      bytes = s3.getObjectAsBytes(b -> b.bucket(BUCKET).key(key)).asByteArray();
    } catch (NoSuchKeyException e) {
      assertThat(List.of(state.acknowledged, state.attempted)).contains(Content.ABSENT);
      return Content.ABSENT;
    }
    for (Content allowed : List.of(state.acknowledged, state.attempted)) {
      if (allowed.size() == bytes.length && Arrays.equals(allowed.bytes(), bytes)) {
        return allowed;
      }
    }
    throw new AssertionError(
        "%s has %d bytes that are neither %s nor %s"
            .formatted(key, bytes.length, state.acknowledged, state.attempted));
  }

  private static void abortUploads(SluiceProcess server) {
    try (S3Client s3 = server.s3()) {
      s3.listMultipartUploadsPaginator(b -> b.bucket(BUCKET))
          .uploads()
          .forEach(
              upload ->
                  s3.abortMultipartUpload(
                      b -> b.bucket(BUCKET).key(upload.key()).uploadId(upload.uploadId())));
    }
  }

  /**
   * Every object that is too large for the store is one blob, or one for each part, and there are
   * no others.
   */
  private static void assertOnlyWhatObjectsReferTo(SluiceProcess server, Path data)
      throws IOException {
    Map<Long, Integer> sizes = new HashMap<>();
    try (S3Client s3 = server.s3()) {
      for (S3Object object : s3.listObjectsV2Paginator(b -> b.bucket(BUCKET)).contents()) {
        boolean parts = object.eTag().contains("-");
        if (parts) {
          sizes.merge((long) PART, 1, Integer::sum);
          sizes.merge(object.size() - PART, 1, Integer::sum);
        } else if (object.size() > 128 << 10) {
          sizes.merge(object.size(), 1, Integer::sum);
        }
      }
    }
    Eventually.holds(Duration.ofMinutes(1), () -> blobSizes(data).equals(sizes));
    assertThat(blobSizes(data)).isEqualTo(sizes);
    assertThat(server.runHere("scrub").out()).contains("all are whole");
  }

  private static Map<Long, Integer> blobSizes(Path data) {
    Map<Long, Integer> sizes = new HashMap<>();
    Set<Path> files = new HashSet<>();
    try (Stream<Path> found = Files.walk(data.resolve("blobs"))) {
      found.filter(Files::isRegularFile).forEach(files::add);
      for (Path file : files) {
        sizes.merge(Files.size(file), 1, Integer::sum);
      }
    } catch (IOException e) {
      // one was removed while they were counted
      return Map.of();
    }
    return sizes;
  }
}

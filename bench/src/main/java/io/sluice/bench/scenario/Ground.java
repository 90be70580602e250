package io.sluice.bench.scenario;

import io.sluice.bench.load.Expected;
import io.sluice.bench.load.LoadGenerator;
import io.sluice.bench.load.Measurement;
import io.sluice.bench.load.Pace;
import io.sluice.bench.load.Request;
import io.sluice.bench.load.RequestSource;
import io.sluice.bench.s3.Dialogue;
import io.sluice.bench.s3.Payload;
import io.sluice.bench.s3.RequestEncoder;
import io.sluice.bench.s3.RequestEncoder.Call;
import io.sluice.bench.system.Product;
import io.sluice.bench.system.RunningProduct;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A product with what has been put into it: the scenarios share objects, and each key is used up
 * once.
 */
public final class Ground {
  /** Where objects are. */
  public static final String BUCKET = "bench";

  private static final int LOADING_CONNECTIONS = 32;
  private static final Duration LONGEST_LOAD = Duration.ofMinutes(12);
  private static final int SIGNED_FOR_MILLIS = (int) Duration.ofMinutes(5).toMillis();
  private static final int DELETING_CONNECTIONS = 8;

  private final RunningProduct running;
  private final boolean smoke;
  private final Set<String> buckets = new HashSet<>();
  private final Set<String> loaded = new HashSet<>();
  private int nextBatch;
  private long objects;

  /** Takes a product that is empty; a smoke run has small amounts of everything. */
  public Ground(RunningProduct running, Size size) {
    this.running = running;
    this.smoke = size == Size.SMOKE;
  }

  /** How much there is of everything. */
  public enum Size {
    FULL,
    SMOKE
  }

  public Product product() {
    return running.product();
  }

  public RunningProduct running() {
    return running;
  }

  /** How many objects have been put for reading. */
  public long objects() {
    return objects;
  }

  /** A HEAD of a bucket. */
  public Request cheapRequest() {
    bucket(BUCKET);
    return encoder().encode(Call.of("HEAD", "/" + BUCKET), Expected.head(200, -1));
  }

  /** A number that is divided where only a smoke run is wanted. */
  public int scaled(int number, int divisor) {
    return smoke ? Math.max(1, number / divisor) : number;
  }

  /** An encoder whose signatures are of now. */
  RequestEncoder encoder() {
    return new RequestEncoder(running.endpoint());
  }

  Dialogue dialogue() {
    return new Dialogue(running.endpoint());
  }

  /** A prefix for keys that nothing else has. */
  public String freshPrefix(String name) {
    return "%s-%06d/".formatted(name, nextBatch++);
  }

  /** Whether something is there; from then on it is. */
  public boolean isNew(String what) {
    return loaded.add(what);
  }

  void bucket(String name) {
    if (buckets.add(name) && product().s3()) {
      dialogue().ask(Call.of("PUT", "/" + name)).successful();
    }
  }

  /** Puts objects, many at once. */
  void put(String bucket, int count, IntFunction<String> key, Payload payload) {
    bucket(bucket);
    objects += count;
    if (product().s3()) {
      all(
          IntStream.range(0, count)
                  .<Call>mapToObj(i -> Call.of("PUT", path(bucket, key.apply(i))).payload(payload))
                  .iterator()
              ::next,
          count,
          LOADING_CONNECTIONS,
          200);
    } else {
      for (int i = 0; i < count; i++) {
        writeFile(bucket, key.apply(i), payload, 1);
      }
    }
  }

  void delete(String bucket, List<String> keys) {
    all(
        keys.stream().map(key -> Call.of("DELETE", path(bucket, key))).iterator()::next,
        keys.size(),
        DELETING_CONNECTIONS,
        204);
  }

  /** What gives one call after the other. */
  private interface Calls {
    Call next();
  }

  private void all(Calls calls, int count, int connections, int status) {
    RequestSource source = new FreshlySigned(calls, count, status);
    try (LoadGenerator generator =
        LoadGenerator.connect(running.endpoint().address(), connections)) {
      Measurement done = generator.run(source, Pace.Closed.INSTANCE, LONGEST_LOAD);
      if (done.requests() < count) {
        throw new IllegalStateException(
            "%s: %d of %d done; %s"
                .formatted(
                    product().title(),
                    done.requests(),
                    count,
                    done.firstFault().orElse("too slow")));
      }
    }
  }

  /** Signs when it is asked, and renews the time of the signatures. */
  private final class FreshlySigned implements RequestSource {
    private final Calls calls;
    private final Expected expected;
    private int left;
    private RequestEncoder encoder = encoder();
    private long encoderMillis = System.currentTimeMillis();

    FreshlySigned(Calls calls, int count, int status) {
      this.calls = calls;
      this.left = count;
      this.expected = Expected.status(status);
    }

    @Override
    public @Nullable Request next() {
      if (left == 0) {
        return null;
      }
      left--;
      if (System.currentTimeMillis() - encoderMillis > SIGNED_FOR_MILLIS) {
        encoder = encoder();
        encoderMillis = System.currentTimeMillis();
      }
      return encoder.encode(calls.next(), expected);
    }
  }

  /** Writes a file that nginx serves: a payload, several times over. */
  void writeFile(String bucket, String key, Payload payload, int times) {
    Path file = running.folder().resolve("files").resolve(bucket).resolve(key);
    try {
      Files.createDirectories(file.resolveSibling(""));
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        for (int i = 0; i < times; i++) {
          channel.write(payload.bytes().duplicate());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String path(String bucket, String key) {
    return "/" + bucket + "/" + key;
  }
}

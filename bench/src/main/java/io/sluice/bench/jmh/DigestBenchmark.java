package io.sluice.bench.jmh;

import com.google.protobuf.ByteString;
import io.sluice.bench.reference.Digests;
import io.sluice.bench.s3.Payload;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Digests of 16 MiB: each alone, and all that a PUT takes in one pass. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DigestBenchmark {
  private static final int SIZE = 16 << 20;

  private final byte[] content = Payload.random(SIZE).toByteArray();
  private final Digests digests = new Digests();

  @Benchmark
  public byte[] md5() throws NoSuchAlgorithmException {
    return MessageDigest.getInstance("MD5").digest(content);
  }

  @Benchmark
  public byte[] sha256() throws NoSuchAlgorithmException {
    return MessageDigest.getInstance("SHA-256").digest(content);
  }

  @Benchmark
  public long crc32c() {
    CRC32C crc = new CRC32C();
    crc.update(content);
    return crc.getValue();
  }

  /** MD5, SHA-256, CRC64NVME and CRC32C, as they are taken of a body while it comes. */
  @Benchmark
  public ByteString allOfPut() {
    return digests.compute();
  }
}

package io.sluice.bench.reference;

import com.google.protobuf.ByteString;
import io.sluice.bench.s3.Payload;
import io.sluice.gateway.auth.PayloadMode;
import io.sluice.gateway.auth.Signature;
import io.sluice.gateway.body.RequestBody;
import io.sluice.protocol.Checksum.Algorithm;
import io.sluice.protocol.RequestToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The digests that a PUT of 16 MiB takes, and nothing else of it: MD5 for the ETag, SHA-256 because
 * the client signed it, CRC64NVME because it stated no checksum, CRC32C for the blob.
 */
public final class Digests {
  private static final int SIZE = 16 << 20;
  private static final int TIMES = 7;

  private final StaticExchange exchange;
  private final Signature signature;

  /** Takes a body to compute digests of. */
  public Digests() {
    Payload payload = Payload.random(SIZE);
    this.exchange = StaticExchange.put("/bench/key", payload.toByteArray());
    this.signature =
        new Signature(
            RequestToken.getDefaultInstance(), "", new PayloadMode.Hashed(payload.sha256()), "");
  }

  /** Computes them all. */
  public ByteString compute() {
    CRC32C crc = new CRC32C();
    try {
      return RequestBody.of(exchange, signature)
          .readInto(crc::update, Algorithm.CRC64NVME, null)
          .md5()
          .concat(ByteString.copyFromUtf8(Long.toHexString(crc.getValue())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The CPU time that they take once the compiler has seen them; the median of a few times. */
  public static double cpuMicrosOf16Mebibytes() {
    Digests digests = new Digests();
    long[] nanos = new long[TIMES];
    for (int i = 0; i < TIMES; i++) {
      long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      digests.compute();
      nanos[i] = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
    }
    Arrays.sort(nanos);
    return nanos[TIMES / 2] / 1000.0;
  }
}

package io.sluice.bench.jmh;

import com.google.protobuf.ByteString;
import io.sluice.bench.reference.StaticExchange;
import io.sluice.bench.s3.Payload;
import io.sluice.gateway.auth.PayloadMode;
import io.sluice.gateway.auth.Signature;
import io.sluice.gateway.body.RequestBody;
import io.sluice.http.Headers;
import io.sluice.protocol.Checksum.Algorithm;
import io.sluice.protocol.RequestToken;
import io.sluice.protocol.sign.SigningKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A body of 1 MiB, decoded and checked as it is for a PUT: plain, and in the two chunked forms. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // set up by JMH
public class BodyBenchmark {
  private static final int SIZE = 1 << 20;
  private static final int CHUNK = 64 << 10;
  private static final String TIMESTAMP = "20261122T120000Z";
  private static final String SCOPE = "20261122/us-east-1/s3/aws4_request";
  private static final String SEED = "0".repeat(64);

  private StaticExchange plain;
  private StaticExchange unsignedChunks;
  private StaticExchange signedChunks;
  private SigningKey key;
  private PayloadMode hashed;

  /** Encodes the bodies. */
  @Setup
  public void setUp() throws IOException, NoSuchAlgorithmException {
    Payload payload = Payload.random(SIZE);
    byte[] content = payload.toByteArray();
    hashed = new PayloadMode.Hashed(payload.sha256());
    plain = StaticExchange.put("/bench/key", content);
    key = SigningKey.derive("local-secret", "20261122", "us-east-1", "s3");
    CRC32 crc = new CRC32();
    crc.update(content);
    String crc32 =
        Base64.getEncoder()
            .encodeToString(HexFormat.of().parseHex("%08x".formatted(crc.getValue())));
    Headers length = Headers.of("x-amz-decoded-content-length", Integer.toString(SIZE));
    unsignedChunks =
        new StaticExchange(
            "PUT",
            "/bench/key",
            null,
            Headers.of(
                "x-amz-decoded-content-length",
                Integer.toString(SIZE),
                "x-amz-trailer",
                "x-amz-checksum-crc32"),
            unsigned(content, crc32));
    signedChunks = new StaticExchange("PUT", "/bench/key", null, length, signed(content));
  }

  private static ByteString unsigned(byte[] content, String crc32) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int from = 0; from < SIZE; from += CHUNK) {
      out.write((Integer.toHexString(CHUNK) + "\r\n").getBytes(StandardCharsets.UTF_8));
      out.write(content, from, CHUNK);
      out.write('\r');
      out.write('\n');
    }
    out.write(("0\r\nx-amz-checksum-crc32:" + crc32 + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
    return ByteString.copyFrom(out.toByteArray());
  }

  private ByteString signed(byte[] content) throws IOException, NoSuchAlgorithmException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    String previous = SEED;
    for (int from = 0; from <= SIZE; from += CHUNK) {
      int size = from == SIZE ? 0 : CHUNK;
      sha256.update(content, from, size);
      previous = chunkSignature(previous, HexFormat.of().formatHex(sha256.digest()));
      out.write(
          "%s;chunk-signature=%s\r\n"
              .formatted(Integer.toHexString(size), previous)
              .getBytes(StandardCharsets.UTF_8));
      out.write(content, from, size);
      out.write('\r');
      out.write('\n');
    }
    return ByteString.copyFrom(out.toByteArray());
  }

  private String chunkSignature(String previous, String sha256) {
    return key.sign(
        String.join(
            "\n",
            "AWS4-HMAC-SHA256-PAYLOAD",
            TIMESTAMP,
            SCOPE,
            previous,
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            sha256));
  }

  private ByteString read(StaticExchange exchange, PayloadMode mode) throws IOException {
    RequestToken token =
        RequestToken.newBuilder()
            .setDate("20261122")
            .setRegion("us-east-1")
            .setService("s3")
            .setSignature(SEED)
            .build();
    return RequestBody.of(exchange, new Signature(token, "", mode, TIMESTAMP))
        .readInto(_ -> {}, Algorithm.CRC32, key)
        .md5();
  }

  /** With SHA-256 of the whole: MD5, SHA-256, CRC32. */
  @Benchmark
  public ByteString plain() throws IOException {
    return read(plain, hashed);
  }

  /** As SDKs send it over TLS: MD5, CRC32. */
  @Benchmark
  public ByteString unsignedChunks() throws IOException {
    return read(unsignedChunks, new PayloadMode.Chunked(false, true));
  }

  /** As SDKs send it without TLS: MD5, SHA-256 and HMAC of each chunk, CRC32. */
  @Benchmark
  public ByteString signedChunks() throws IOException {
    return read(signedChunks, new PayloadMode.Chunked(true, false));
  }
}

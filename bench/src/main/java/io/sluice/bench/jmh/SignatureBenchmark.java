package io.sluice.bench.jmh;

import com.google.protobuf.ByteString;
import io.sluice.bench.load.Expected;
import io.sluice.bench.load.Request;
import io.sluice.bench.reference.StaticExchange;
import io.sluice.bench.s3.Endpoint;
import io.sluice.bench.s3.Endpoint.Credentials;
import io.sluice.bench.s3.RequestEncoder;
import io.sluice.bench.s3.RequestEncoder.Call;
import io.sluice.gateway.auth.SignatureReader;
import io.sluice.gateway.request.Query;
import io.sluice.gateway.request.Target;
import io.sluice.http.Headers;
import io.sluice.protocol.RequestToken;
import io.sluice.protocol.sign.SigningKey;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** SigV4: what the gateway reads of a GET's head, and what the manager verifies. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // set up by JMH
public class SignatureBenchmark {
  private static final Credentials CREDENTIALS = new Credentials("local-identity", "local-secret");
  private static final int PORT = 9000;

  private StaticExchange exchange;
  private SignatureReader reader;
  private RequestToken token;
  private SigningKey key;

  /** Signs a request. */
  @Setup
  public void setUp() {
    Request request =
        new RequestEncoder(Endpoint.local(PORT, CREDENTIALS))
            .encode(Call.of("GET", "/bench/get/1024/000001"), Expected.status(200));
    Headers.Builder headers = Headers.builder();
    StandardCharsets.ISO_8859_1
        .decode(request.head())
        .toString()
        .lines()
        .skip(1)
        .filter(line -> !line.isEmpty())
        .map(line -> line.split(": ", 2))
        .forEach(field -> headers.add(field[0], field[1]));
    exchange =
        new StaticExchange(
            "GET", "/bench/get/1024/000001", null, headers.build(), ByteString.EMPTY);
    reader = new SignatureReader("us-east-1", Clock.systemUTC());
    token = read();
    key =
        SigningKey.derive(
            CREDENTIALS.secret(), token.getDate(), token.getRegion(), token.getService());
    if (!verify()) {
      throw new IllegalStateException("the signature is not right");
    }
  }

  /** Everything that is done without the secret. */
  @Benchmark
  public RequestToken read() {
    return reader
        .read(
            exchange,
            Target.parse(exchange.path(), exchange.authority(), List.of("localhost")),
            Query.parse(exchange.query()))
        .token();
  }

  /** With the key of the day, derived before. */
  @Benchmark
  public boolean verify() {
    return key.verifies(token.getStringToSign(), token.getSignature());
  }

  /** Deriving that key, as is done once for a key and day. */
  @Benchmark
  public SigningKey derive() {
    return SigningKey.derive(CREDENTIALS.secret(), token.getDate(), "us-east-1", "s3");
  }
}

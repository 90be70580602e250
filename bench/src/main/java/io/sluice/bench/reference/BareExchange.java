package io.sluice.bench.reference;

import io.sluice.bench.s3.Payload;
import io.sluice.http.Content;
import io.sluice.http.Exchange;
import io.sluice.http.Handler;
import io.sluice.http.Headers;
import io.sluice.http.HttpOptions;
import io.sluice.http.HttpServer;
import io.sluice.http.Rejection;
import io.sluice.http.Response;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The least that an answer to a signed GET can cost with this HTTP server: one HMAC-SHA-256 over
 * the path, and 1 KiB from memory.
 */
public final class BareExchange implements Handler {
  /** What every GET is answered with. */
  public static final int SIZE = 1 << 10;

  private static final String HMAC = "HmacSHA256";
  private static final SecretKeySpec KEY = new SecretKeySpec(new byte[32], HMAC);

  private final byte[] content;

  BareExchange(byte[] content) {
    this.content = content;
  }

  /** Serves on the port that is given, until the process is ended. */
  public static void main(String... arguments) {
    HttpServer.start(
        HttpOptions.on("127.0.0.1", Integer.parseInt(arguments[0])), new BareExchange(content()));
  }

  private static byte[] content() {
    return Payload.random(SIZE).toByteArray();
  }

  @Override
  public Response handle(Exchange exchange) {
    Headers headers =
        Headers.of(
            "Server", "Sluice",
            "x-amz-request-id", "4442587FB7D0A2F9",
            "ETag", "\"9e107d9d372bb6826bd81d3542a419d6\"");
    if (sign(exchange.path()).length == 0) {
      return Response.empty(403, Headers.NONE);
    }
    return new Response(200, headers, new Content.InMemory(ByteBuffer.wrap(content)));
  }

  private static byte[] sign(String text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(KEY);
      return mac.doFinal(text.getBytes(StandardCharsets.ISO_8859_1));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + HMAC, e);
    }
  }

  @Override
  public Response reject(Rejection rejection) {
    return Response.empty(400, Headers.NONE);
  }
}

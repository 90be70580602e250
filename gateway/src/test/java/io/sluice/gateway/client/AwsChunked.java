package io.sluice.gateway.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A body in the aws-chunked encoding.
 *
 * @param content without the encoding
 * @param sizes of the chunks, one after the other; the empty one at the end comes by itself
 * @param trailers {@code name:value}
 * @param tampering what is done to the encoded body after it has been signed
 */
@SuppressWarnings("ArrayRecordComponent") // nothing compares them
public record AwsChunked(
    byte[] content, List<Integer> sizes, List<String> trailers, UnaryOperator<byte[]> tampering) {
  private static final String SHA256_OF_NOTHING = SigV4.sha256(new byte[0]);

  /** In chunks of one size, but for the last. */
  public static AwsChunked of(byte[] content, int chunkSize) {
    List<Integer> sizes = new ArrayList<>();
    for (int left = content.length; left > 0; left -= chunkSize) {
      sizes.add(Math.min(left, chunkSize));
    }
    return new AwsChunked(content, sizes, List.of(), UnaryOperator.identity());
  }

  public AwsChunked sizes(Integer... other) {
    return new AwsChunked(content, List.of(other), trailers, tampering);
  }

  public AwsChunked trailer(String name, String value) {
    List<String> more = new ArrayList<>(trailers);
    more.add(name + ":" + value);
    return new AwsChunked(content, sizes, more, tampering);
  }

  public AwsChunked tampered(UnaryOperator<byte[]> other) {
    return new AwsChunked(content, sizes, trailers, other);
  }

  /** With one text for another. */
  public AwsChunked tampered(String from, String to) {
    return tampered(bytes -> new String(bytes, ISO_8859_1).replace(from, to).getBytes(ISO_8859_1));
  }

  /**
   * The request with this body, every chunk of which is signed, and the trailer if there is one.
   */
  public Call signed(SigV4 anytime, Call call) {
    SigV4 signer = anytime.now();
    String mode = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" + (trailers.isEmpty() ? "" : "-TRAILER");
    Call announced = announced(call, mode, signedBody(signer, "0".repeat(64)).length);
    Call authorized = signer.authorized(signer.withDate(announced));
    byte[] body = tampering.apply(signedBody(signer, signer.signature(authorized)));
    return withBody(authorized, body);
  }

  /** The request with this body, unsigned; nothing else of it is signed yet either. */
  public Call unsigned(Call call) {
    byte[] body = tampering.apply(unsignedBody());
    return withBody(announced(call, "STREAMING-UNSIGNED-PAYLOAD-TRAILER", body.length), body);
  }

  private Call announced(Call call, String mode, int length) {
    Call announced =
        call.header(SigV4.SHA256_HEADER, mode)
            .replace("Content-Length", Integer.toString(length))
            .header("x-amz-decoded-content-length", Integer.toString(content.length));
    if (call.first("Content-Encoding").isEmpty()) {
      announced = announced.header("Content-Encoding", "aws-chunked");
    }
    if (!trailers.isEmpty() && call.first("x-amz-trailer").isEmpty()) {
      String names =
          String.join(",", trailers.stream().map(trailer -> trailer.split(":", 2)[0]).toList());
      announced = announced.header("x-amz-trailer", names);
    }
    return announced;
  }

  private static Call withBody(Call call, byte[] body) {
    return new Call(call.method(), call.target(), call.fields(), body, call.framing());
  }

  private byte[] unsignedBody() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int at = 0;
    for (int size : sizes) {
      write(body, Integer.toHexString(size) + "\r\n");
      body.write(content, at, size);
      write(body, "\r\n");
      at += size;
    }
    write(body, "0\r\n");
    trailers.forEach(trailer -> write(body, trailer + "\r\n"));
    write(body, "\r\n");
    return body.toByteArray();
  }

  byte[] signedBody(SigV4 signer, String seed) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] key = signer.key();
    String context = signer.timestamp() + "\n" + signer.scope() + "\n";
    String previous = seed;
    int at = 0;
    List<Integer> all = new ArrayList<>(sizes);
    all.add(0);
    for (int size : all) {
      byte[] chunk = Arrays.copyOfRange(content, at, at + size);
      at += size;
      previous =
          SigV4.hex(
              SigV4.hmac(
                  key,
                  "AWS4-HMAC-SHA256-PAYLOAD\n"
                      + context
                      + String.join("\n", previous, SHA256_OF_NOTHING, SigV4.sha256(chunk))));
      write(body, "%x;chunk-signature=%s\r\n".formatted(size, previous));
      body.writeBytes(chunk);
      if (size > 0) {
        write(body, "\r\n");
      }
    }
    if (!trailers.isEmpty()) {
      String lines = String.join("\n", trailers) + "\n";
      String hash = SigV4.sha256(lines.getBytes(ISO_8859_1));
      String signature =
          SigV4.hex(
              SigV4.hmac(key, "AWS4-HMAC-SHA256-TRAILER\n" + context + previous + "\n" + hash));
      trailers.forEach(trailer -> write(body, trailer + "\r\n"));
      write(body, "x-amz-trailer-signature:" + signature + "\r\n");
    }
    write(body, "\r\n");
    return body.toByteArray();
  }

  private static void write(ByteArrayOutputStream body, String text) {
    body.writeBytes(text.getBytes(ISO_8859_1));
  }
}

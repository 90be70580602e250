package io.sluice.bench.s3;

import io.sluice.bench.load.Expected;
import io.sluice.bench.load.Request;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Encodes requests to one system, signed as of the moment when this was made: they are good for a
 * quarter of an hour. Used by one thread.
 */
public final class RequestEncoder {
  private final Endpoint endpoint;
  private final @Nullable Signer signer;

  public RequestEncoder(Endpoint endpoint) {
    this.endpoint = endpoint;
    this.signer =
        endpoint.credentials() == null
            ? null
            : new Signer(endpoint.authority(), endpoint.credentials(), Instant.now());
  }

  /** What a request asks for. */
  public record Call(
      String method, String path, Map<String, String> query, String headers, Payload payload) {
    /**
     * Without anything but these.
     *
     * @param path of characters that need no encoding
     */
    public static Call of(String method, String path) {
      return new Call(method, path, Map.of(), "", Payload.NONE);
    }

    public Call query(Map<String, String> parameters) {
      return new Call(method, path, parameters, headers, payload);
    }

    /** Each with the end of its line; they are not signed. */
    public Call headers(String lines) {
      return new Call(method, path, query, lines, payload);
    }

    public Call payload(Payload bytes) {
      return new Call(method, path, query, headers, bytes);
    }
  }

  public Request encode(Call call, Expected expected) {
    String query =
        new TreeMap<>(call.query())
            .entrySet().stream()
                .map(e -> encoded(e.getKey()) + "=" + encoded(e.getValue()))
                .collect(Collectors.joining("&"));
    StringBuilder head = new StringBuilder(512);
    head.append(call.method()).append(' ').append(call.path());
    if (!query.isEmpty()) {
      head.append('?').append(query);
    }
    head.append(" HTTP/1.1\r\nHost: ").append(endpoint.authority()).append("\r\n");
    if (signer != null) {
      head.append(signer.headers(call.method(), call.path(), query, call.payload().sha256()));
    }
    if (call.payload().size() > 0 || call.method().startsWith("P")) {
      head.append("Content-Length: ").append(call.payload().size()).append("\r\n");
    }
    head.append(call.headers()).append("\r\n");
    return new Request(
        ByteBuffer.wrap(head.toString().getBytes(StandardCharsets.ISO_8859_1)),
        call.payload().bytes(),
        expected);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }
}

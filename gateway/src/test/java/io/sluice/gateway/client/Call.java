package io.sluice.gateway.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One request as it goes over the wire. Nothing is normalised or added on the way; each character
 * of the target and of a header is one byte.
 *
 * @param target the path and the query, as they are sent
 * @param framing how the end of the body is told
 */
@SuppressWarnings("ArrayRecordComponent") // nothing compares them
public record Call(String method, String target, List<Field> fields, byte[] body, Framing framing) {
  /** A header field. */
  public record Field(String name, String value) {}

  /** How the end of a body is told. */
  public enum Framing {
    /** By whatever header fields the call has, or none. */
    AS_IT_STANDS,
    /** In HTTP's own chunks, one of all bytes. */
    CHUNKED
  }

  public Call {
    fields = List.copyOf(fields);
  }

  public static Call of(String method, String target, String host) {
    return new Call(
        method, target, List.of(new Field("Host", host)), new byte[0], Framing.AS_IT_STANDS);
  }

  /** With one header field more, even if there is one of that name. */
  public Call header(String name, String value) {
    List<Field> more = new ArrayList<>(fields);
    more.add(new Field(name, value));
    return new Call(method, target, more, body, framing);
  }

  /** With this header field in place of all of that name. */
  public Call replace(String name, String value) {
    return without(name).header(name, value);
  }

  public Call without(String name) {
    List<Field> fewer = fields.stream().filter(f -> !f.name().equalsIgnoreCase(name)).toList();
    return new Call(method, target, fewer, body, framing);
  }

  /** With a body and its length. */
  public Call body(byte[] bytes) {
    return new Call(method, target, fields, bytes, Framing.AS_IT_STANDS)
        .replace("Content-Length", Integer.toString(bytes.length));
  }

  public Call body(String text) {
    return body(text.getBytes(StandardCharsets.UTF_8));
  }

  /** With a body that is framed by HTTP's chunks, without a length. */
  public Call chunkedBody(byte[] bytes) {
    return new Call(method, target, fields, bytes, Framing.CHUNKED)
        .without("Content-Length")
        .replace("Transfer-Encoding", "chunked");
  }

  public Call target(String other) {
    return new Call(method, other, fields, body, framing);
  }

  /** With parameters behind those that there are. */
  public Call query(String parameters) {
    return target(target + (target.indexOf('?') < 0 ? '?' : '&') + parameters);
  }

  public Optional<String> first(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .findFirst();
  }

  /** The request line and the header fields, with the empty line behind them. */
  public byte[] head() {
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    for (Field field : fields) {
      head.append(field.name()).append(": ").append(field.value()).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}

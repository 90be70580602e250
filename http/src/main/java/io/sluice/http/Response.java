package io.sluice.http;

import java.nio.ByteBuffer;

/**
 * The answer to a request. The server adds Content-Length or the transfer coding (from the content;
 * a Content-Length among the headers is kept, for answers to HEAD), Connection where it ends, and
 * Date. It ends the connection if the headers say {@code Connection: close}.
 *
 * <p>Content is not sent, and neither opened nor asked to write itself, where there cannot be any:
 * in answers to HEAD and with status 204 and 304. A response that cannot be sent as it is, because
 * a header would break the message or its Content-Length contradicts the content, is logged and
 * becomes a 500.
 *
 * @param status 200 to 599
 */
public record Response(int status, Headers headers, Content content) {
  public Response {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status %d is not 200 to 599".formatted(status));
    }
  }

  public static Response empty(int status, Headers headers) {
    return new Response(status, headers, Content.None.INSTANCE);
  }

  public static Response of(int status, Headers headers, byte[] body) {
    return new Response(status, headers, new Content.InMemory(ByteBuffer.wrap(body)));
  }
}

package io.sluice.http;

import io.netty.buffer.Unpooled;
import io.sluice.http.Content.Files;
import io.sluice.http.Content.InMemory;
import io.sluice.http.Content.None;
import io.sluice.http.Content.Streamed;
import io.sluice.http.ResponseHead.Coding;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Sends a handler's response, on the handler's thread, in the way that suits its content. */
final class ResponseSender {
  /** Up to here a body is copied behind its head, and both go out in one write. */
  private static final int ONE_WRITE_BYTES = 256 << 10;

  private static final int PIECE_BYTES = 64 << 10;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Head.Request request;
  private final Reply reply;

  ResponseSender(Head.Request request, Reply reply) {
    this.request = request;
    this.reply = reply;
  }

  void send(Response response) throws IOException {
    ResponseHead.checkFields(response.headers());
    long declared = declaredLength(response.headers());
    long length = length(response.content());
    if (request.method().equals("HEAD")) {
      long told = declared < 0 && response.content() != None.INSTANCE ? length : declared;
      reply.whole(head(response, Coding.PLAIN, told), NOTHING);
    } else if (response.status() == 204 || response.status() == 304) {
      long told = response.status() == 204 ? ResponseHead.NO_LENGTH : declared;
      reply.whole(head(response, Coding.PLAIN, told), NOTHING);
    } else if (declared >= 0 && length >= 0 && declared != length) {
      throw new IllegalArgumentException(
          "a Content-Length of %d for content of %d bytes".formatted(declared, length));
    } else {
      sendBody(response, Math.max(length, declared));
    }
  }

  /** Says no more than that the server failed, in a way that cannot fail itself. */
  void fail() {
    reply.whole(new ResponseHead(request.version(), 500, Headers.NONE, Coding.PLAIN, 0), NOTHING);
  }

  private void sendBody(Response response, long length) throws IOException {
    if (length == 0) {
      reply.whole(head(response, Coding.PLAIN, 0), NOTHING);
      return;
    }
    ResponseHead head = head(response, length < 0 ? unknownLength() : Coding.PLAIN, length);
    switch (response.content()) {
      case None _ ->
          throw new IllegalStateException("no content has a length of %d".formatted(length));
      case InMemory memory -> send(head, memory.bytes().duplicate());
      case Files files -> new FileSender(reply).send(head, files.ranges());
      case Streamed streamed -> send(head, streamed.writer());
    }
  }

  private void send(ResponseHead head, ByteBuffer bytes) throws IOException {
    if (bytes.remaining() <= ONE_WRITE_BYTES) {
      reply.whole(head, bytes);
      return;
    }
    reply.begin(head);
    int position = bytes.position();
    for (; bytes.limit() - position > PIECE_BYTES; position += PIECE_BYTES) {
      reply.write(Unpooled.wrappedBuffer(bytes.slice(position, PIECE_BYTES)));
    }
    reply.finish(Unpooled.wrappedBuffer(bytes.slice(position, bytes.limit() - position)));
  }

  private void send(ResponseHead head, Content.Writer writer) throws IOException {
    ReplyStream stream = new ReplyStream(reply, head);
    try {
      writer.writeTo(stream);
      stream.finish();
    } finally {
      stream.discard();
    }
  }

  private ResponseHead head(Response response, Coding coding, long length) {
    return new ResponseHead(
        request.version(), response.status(), response.headers(), coding, length);
  }

  private Coding unknownLength() {
    return request.version() == Head.Version.HTTP_1_0 ? Coding.UNTIL_CLOSE : Coding.CHUNKED;
  }

  /** How many bytes there will be; negative if that is not known. */
  private static long length(Content content) {
    return switch (content) {
      case None _ -> 0;
      case InMemory memory -> memory.bytes().remaining();
      case Files files -> files.length();
      case Streamed streamed -> streamed.length();
    };
  }

  private static long declaredLength(Headers headers) {
    String declared = headers.first("Content-Length");
    return declared == null ? ResponseHead.NO_LENGTH : Long.parseLong(declared);
  }
}

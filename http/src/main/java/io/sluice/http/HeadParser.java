package io.sluice.http;

import io.netty.buffer.ByteBuf;
import io.sluice.http.Head.Version;
import java.nio.charset.StandardCharsets;

/**
 * Reads the head of a request as RFC 9112 (sections 2 to 6) writes it, and nothing more lenient:
 * what two parsers could read in two ways is refused, for that is what request smuggling lives on.
 *
 * <p>It serves one event loop.
 */
final class HeadParser {
  private static final byte CR = '\r';
  private static final byte LF = '\n';
  private static final String PROTOCOL = "HTTP/";

  private final int maxRequestLineBytes;
  private final int maxHeaderBytes;
  private final byte[] bytes;

  HeadParser(int maxRequestLineBytes, int maxHeaderBytes) {
    this.maxRequestLineBytes = maxRequestLineBytes;
    this.maxHeaderBytes = maxHeaderBytes;
    this.bytes = new byte[maxRequestLineBytes + maxHeaderBytes + 2 * "\r\n".length()];
  }

  /** Takes a head out of a readable buffer if it is there to its end. */
  Head parse(ByteBuf in) {
    try {
      int end = skipEmptyLine(in) ? end(in) : 0;
      if (end == 0) {
        return Head.Incomplete.INSTANCE;
      }
      int length = end - in.readerIndex();
      in.readBytes(bytes, 0, length);
      return request(length);
    } catch (RefusedException e) {
      return new Head.Refused(e.rejection);
    }
  }

  /** RFC 9112, section 2.2: an empty line ahead of a request is left over from the one before. */
  private static boolean skipEmptyLine(ByteBuf in) throws RefusedException {
    if (in.getByte(in.readerIndex()) == CR && in.readableBytes() > 1) {
      if (in.getByte(in.readerIndex() + 1) != LF) {
        throw new RefusedException(Rejection.MALFORMED);
      }
      in.skipBytes(2);
    }
    if (!in.isReadable()) {
      return false;
    }
    byte first = in.getByte(in.readerIndex());
    if (!Octets.isToken(first) && (first != CR || in.readableBytes() > 1)) {
      // seen at once, lest a TLS handshake on a plain port wait for a line end that never comes
      throw new RefusedException(Rejection.MALFORMED);
    }
    return first != CR;
  }

  /** Behind the empty line that ends the head; 0 if it has not arrived. */
  private int end(ByteBuf in) throws RefusedException {
    int written = in.writerIndex();
    int line = in.readerIndex();
    int fields = 0;
    while (true) {
      int lineFeed = in.indexOf(line, written, LF);
      int seen = lineFeed < 0 ? written : lineFeed;
      int content = seen > line && in.getByte(seen - 1) == CR ? seen - 1 : seen;
      if (fields == 0 && content - line > maxRequestLineBytes) {
        throw new RefusedException(Rejection.TARGET_TOO_LONG);
      }
      if (fields != 0 && content - fields > maxHeaderBytes) {
        throw new RefusedException(Rejection.HEADERS_TOO_LARGE);
      }
      if (lineFeed < 0) {
        return 0;
      }
      if (content == lineFeed) {
        throw new RefusedException(Rejection.MALFORMED);
      }
      if (content == line) {
        return lineFeed + 1;
      }
      line = lineFeed + 1;
      if (fields == 0) {
        fields = line;
      }
    }
  }

  private Head.Request request(int length) throws RefusedException {
    int method = 0;
    while (Octets.isToken(bytes[method])) {
      method++;
    }
    int target = method + 1;
    while (Octets.isTarget(bytes[target])) {
      target++;
    }
    if (bytes[method] != ' ' || bytes[target] != ' ' || target == method + 1) {
      throw new RefusedException(Rejection.MALFORMED);
    }
    Version version = version(target + 1);
    FieldReader fields = new FieldReader(bytes, target + 1 + PROTOCOL.length() + 3, length);
    fields.readLineEnd();
    Headers headers = fields.read();
    Framing framing = Framing.of(version, headers);
    String methodName = string(0, method);
    return new Head.Request(
        methodName,
        TargetReader.read(methodName, string(method + 1, target), framing.host()),
        version,
        headers,
        framing);
  }

  private Version version(int start) throws RefusedException {
    for (int i = 0; i < PROTOCOL.length(); i++) {
      if (bytes[start + i] != PROTOCOL.charAt(i)) {
        throw new RefusedException(Rejection.MALFORMED);
      }
    }
    int major = bytes[start + PROTOCOL.length()] - '0';
    int minor = bytes[start + PROTOCOL.length() + 2] - '0';
    if (major < 0
        || major > 9
        || bytes[start + PROTOCOL.length() + 1] != '.'
        || minor < 0
        || minor > 9) {
      throw new RefusedException(Rejection.MALFORMED);
    }
    if (major != 1 || minor > 1) {
      throw new RefusedException(Rejection.UNSUPPORTED_VERSION);
    }
    return minor == 0 ? Version.HTTP_1_0 : Version.HTTP_1_1;
  }

  private String string(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}

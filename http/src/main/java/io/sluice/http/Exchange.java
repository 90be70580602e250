package io.sluice.http;

import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One request, from its head on. It belongs to the one virtual thread that handles it.
 *
 * <p>Path, query and header values are what the client sent, byte for byte as characters: nothing
 * is decoded, normalised or merged, for a signature covers them as they are.
 */
public interface Exchange {
  /** As it was sent: upper case for every standard method. */
  String method();

  /**
   * The raw path, starting with a slash, without the query; {@code *} for {@code OPTIONS *}. One
   * character is one byte (ISO-8859-1), here and in the query.
   */
  String path();

  /** What stands behind the first question mark, or null where there is none. */
  @Nullable String query();

  Headers headers();

  /**
   * Host and port as the client named them: the authority of an absolute target, else the Host
   * header, else empty.
   */
  String authority();

  InetSocketAddress peer();

  /** Whether the connection is encrypted. */
  boolean secure();

  /** Whether the client waits for {@code 100 Continue} before it sends the body. */
  boolean expectsContinue();

  /**
   * The Content-Length; empty where there is none, which with {@link #hasBody} means chunked
   * transfer coding.
   */
  OptionalLong contentLength();

  /** Whether a body was announced, be it of length 0. */
  boolean hasBody();

  /**
   * The body without its transfer coding. Nothing is asked of the client before the first read:
   * that is when {@code 100 Continue} is sent to a client that waits for it. So a handler that must
   * not invite a body answers without reading it.
   *
   * <p>Reads block until there are bytes and never hold more than a bounded window of them. They
   * throw {@link BodyException} where the body ends early, is malformed or does not come in time.
   */
  InputStream body();

  /** What followed a chunked body; empty until {@link #body} has been read to its end. */
  Headers trailers();
}

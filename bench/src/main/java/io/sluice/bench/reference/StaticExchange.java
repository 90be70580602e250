package io.sluice.bench.reference;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.sluice.http.Exchange;
import io.sluice.http.Headers;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A request that did not come over a network. */
public record StaticExchange(
    String method, String path, @Nullable String query, Headers headers, ByteString content)
    implements Exchange {
  private static final InetSocketAddress PEER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

  public static StaticExchange put(String path, byte[] content) {
    return new StaticExchange(
        "PUT", path, null, Headers.NONE, UnsafeByteOperations.unsafeWrap(content));
  }

  @Override
  public String authority() {
    return "127.0.0.1:9000";
  }

  @Override
  public InetSocketAddress peer() {
    return PEER;
  }

  @Override
  public boolean secure() {
    return false;
  }

  @Override
  public boolean expectsContinue() {
    return false;
  }

  @Override
  public OptionalLong contentLength() {
    return OptionalLong.of(content.size());
  }

  @Override
  public boolean hasBody() {
    return !content.isEmpty();
  }

  @Override
  public InputStream body() {
    return content.newInput();
  }

  @Override
  public Headers trailers() {
    return Headers.NONE;
  }
}

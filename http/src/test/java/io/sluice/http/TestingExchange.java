package io.sluice.http;

import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A request without a body and without a connection. */
record TestingExchange(String method, String path) implements Exchange {
  @Override
  public @Nullable String query() {
    return null;
  }

  @Override
  public Headers headers() {
    return Headers.NONE;
  }

  @Override
  public String authority() {
    return "";
  }

  @Override
  public InetSocketAddress peer() {
    return InetSocketAddress.createUnresolved("localhost", 1);
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
    return OptionalLong.empty();
  }

  @Override
  public boolean hasBody() {
    return false;
  }

  @Override
  public InputStream body() {
    return InputStream.nullInputStream();
  }

  @Override
  public Headers trailers() {
    return Headers.NONE;
  }
}

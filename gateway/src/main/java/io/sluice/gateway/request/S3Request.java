package io.sluice.gateway.request;

import com.google.protobuf.ByteString;
import io.sluice.gateway.auth.Signature;
import io.sluice.http.Exchange;
import io.sluice.http.Headers;
import io.sluice.protocol.Request;
import io.sluice.protocol.RequestContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One S3 request, with all that was read of its head. */
public record S3Request(
    String id, Exchange exchange, Target target, Query query, Signature signature) {
  public String bucket() {
    return target.bucket();
  }

  public ByteString key() {
    return ByteString.copyFromUtf8(target.key());
  }

  public Headers headers() {
    return exchange.headers();
  }

  public Optional<String> header(String name) {
    @Nullable String value = exchange.headers().first(name);
    return Optional.ofNullable(value);
  }

  /** A request to the manager, authenticated as this one is. */
  public Request.Builder call() {
    return Request.newBuilder()
        .setToken(signature.token())
        .setContext(
            RequestContext.newBuilder()
                .setRequestId(id)
                .setSourceIp(exchange.peer().getAddress().getHostAddress())
                .setSecure(exchange.secure())
                .setUserAgent(header("user-agent").orElse("")));
  }
}

package io.sluice.http;

import io.sluice.http.Head.Request;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its answer; run by the virtual thread that it is handled on. */
final class RequestExchange implements Exchange, Runnable {
  private static final Logger log = LoggerFactory.getLogger(HttpServer.class);
  private final Connection connection;
  private final Handler handler;
  private final Request request;
  private final @Nullable RequestBody body;
  private final @Nullable Rejection rejection;
  private final Reply reply;

  RequestExchange(
      Connection connection,
      Handler handler,
      Request request,
      @Nullable RequestBody body,
      @Nullable Rejection rejection) {
    this.connection = connection;
    this.handler = handler;
    this.request = request;
    this.body = body;
    this.rejection = rejection;
    this.reply = new Reply(connection);
  }

  @Override
  public void run() {
    ResponseSender sender = new ResponseSender(request, reply);
    Response response;
    try {
      response = rejection == null ? handler.handle(this) : handler.reject(rejection);
    } catch (IOException e) {
      log.debug("{} {} ends its connection", method(), path(), e);
      reply.cut();
      return;
    } catch (RuntimeException | Error e) {
      log.error("the handler of {} {} failed", method(), path(), e);
      sender.fail();
      return;
    }
    try {
      sender.send(response);
    } catch (IOException | RuntimeException | Error e) {
      sendingFailed(sender, e);
    }
  }

  private void sendingFailed(ResponseSender sender, Throwable cause) {
    if (reply.isBroken()) {
      log.debug("the client of {} {} went away", method(), path(), cause);
      reply.cut();
    } else if (reply.hasBegun()) {
      log.error("the answer to {} {} was cut off", method(), path(), cause);
      reply.cut();
    } else {
      log.error("the answer to {} {} could not be begun", method(), path(), cause);
      sender.fail();
    }
  }

  Request request() {
    return request;
  }

  @Nullable RequestBody requestBody() {
    return body;
  }

  Reply reply() {
    return reply;
  }

  @Override
  public String method() {
    return request.method();
  }

  @Override
  public String path() {
    return request.target().path();
  }

  @Override
  public @Nullable String query() {
    return request.target().query();
  }

  @Override
  public Headers headers() {
    return request.headers();
  }

  @Override
  public String authority() {
    return request.target().authority();
  }

  @Override
  public InetSocketAddress peer() {
    return connection.peer();
  }

  @Override
  public boolean secure() {
    return connection.isSecure();
  }

  @Override
  public boolean expectsContinue() {
    return request.framing().expectsContinue();
  }

  @Override
  public OptionalLong contentLength() {
    long length = request.framing().contentLength();
    return length == Framing.NO_LENGTH ? OptionalLong.empty() : OptionalLong.of(length);
  }

  @Override
  public boolean hasBody() {
    return request.framing().hasBody();
  }

  @Override
  public InputStream body() {
    return body == null ? InputStream.nullInputStream() : body;
  }

  @Override
  public Headers trailers() {
    return body == null ? Headers.NONE : body.trailers();
  }
}

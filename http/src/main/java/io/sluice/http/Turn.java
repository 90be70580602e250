package io.sluice.http;

import io.netty.buffer.ByteBuf;
import io.sluice.http.BodyException.Fault;
import io.sluice.http.Head.Request;
import io.sluice.http.Observer.Finished;
import io.sluice.http.Observer.Outcome;
import io.sluice.http.ResponseEncoder.Persistence;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One exchange as the event loop sees it: how far the request's body is, and how far the answer.
 */
final class Turn {
  /** Whether a request counts against the limit. */
  private enum Admission {
    COUNTED,
    REJECTED
  }

  private final RequestExchange exchange;
  private final Admission admission;
  private final @Nullable RequestBody body;
  private @Nullable BodyDecoder decoder;
  private final long started = System.nanoTime();
  private boolean invited;
  private boolean faulty;
  private boolean handlerDone;
  private boolean replied;
  private boolean over;
  private int status = Finished.NO_ANSWER;
  private Persistence persistence = Persistence.CLOSE;
  private long bytesIn;
  private long bytesOut;

  static Turn admitted(Connection connection, Service service, Request request) {
    Framing framing = request.framing();
    RequestBody body = framing.hasBody() ? new RequestBody(connection, framing) : null;
    BodyDecoder decoder = null;
    if (body != null && framing.contentLength() == 0) {
      body.end(Headers.NONE);
    } else if (body != null) {
      decoder = BodyDecoder.of(framing, service.options().maxHeaderBytes());
    }
    return new Turn(
        new RequestExchange(connection, service.handler(), request, body, null),
        Admission.COUNTED,
        decoder);
  }

  static Turn rejected(
      Connection connection, Service service, Request request, Rejection rejection) {
    return new Turn(
        new RequestExchange(connection, service.handler(), request, null, rejection),
        Admission.REJECTED,
        null);
  }

  private Turn(RequestExchange exchange, Admission admission, @Nullable BodyDecoder decoder) {
    this.exchange = exchange;
    this.admission = admission;
    this.body = exchange.requestBody();
    this.decoder = decoder;
  }

  RequestExchange exchange() {
    return exchange;
  }

  // ---- the request

  /** The body, as long as more of it may come. */
  private @Nullable RequestBody arriving() {
    return decoder == null || faulty ? null : body;
  }

  /** Whether what arrives from now on belongs to the next request. */
  boolean hasBodyEnded() {
    return decoder == null && admission == Admission.COUNTED;
  }

  /** Whether the body broke off or cannot be made out. */
  boolean isFaulty() {
    return faulty;
  }

  void received(long bytes) {
    bytesIn += bytes;
  }

  /** Takes what belongs to the body, or all where that cannot be told any more. */
  void decode(ByteBuf in) {
    int start = in.readerIndex();
    RequestBody arriving = arriving();
    if (decoder == null || arriving == null) {
      in.skipBytes(in.readableBytes());
    } else {
      try {
        if (decoder.decode(in, arriving)) {
          decoder = null;
        }
      } catch (BodyException e) {
        in.skipBytes(in.readableBytes());
        fail(e);
      }
    }
    received(in.readerIndex() - start);
  }

  void fail(Fault fault, String message) {
    fail(new BodyException(fault, message));
  }

  private void fail(BodyException fault) {
    RequestBody arriving = arriving();
    if (arriving != null) {
      faulty = true;
      arriving.fail(fault);
    }
  }

  /** Lets the handler see what has come. */
  void signal() {
    if (body != null) {
      body.signal();
    }
  }

  boolean isBodyFull() {
    RequestBody arriving = arriving();
    return arriving != null && arriving.isFull();
  }

  boolean isBodyAwaited() {
    RequestBody arriving = arriving();
    return arriving != null && arriving.isAwaited();
  }

  /** Whether to tell the client to send the body; it is told once, and never behind an answer. */
  boolean invite() {
    RequestBody arriving = arriving();
    boolean useful =
        !invited && status == Finished.NO_ANSWER && arriving != null && arriving.received() == 0;
    invited |= useful;
    return useful;
  }

  // ---- the answer

  /**
   * Decides whether another request can follow, at the moment when the head is written.
   *
   * @param wanted what the connection would like
   */
  Persistence begin(ResponseHead head, Persistence wanted) {
    status = head.status();
    boolean keeps =
        wanted == Persistence.KEEP
            && exchange.request().framing().keepAlive()
            && !head.closes()
            && !faulty
            && admission == Admission.COUNTED
            && isDrainable();
    persistence = keeps ? Persistence.KEEP : Persistence.CLOSE;
    return persistence;
  }

  /**
   * A client that waited for an invitation and got an answer may send the body or not; nobody could
   * tell that body from the next request (RFC 9110, section 10.1.1).
   */
  private boolean isDrainable() {
    RequestBody arriving = arriving();
    if (decoder == null || arriving == null) {
      return true;
    }
    boolean isComing =
        invited || arriving.received() > 0 || !exchange.request().framing().expectsContinue();
    return isComing && decoder.remaining() <= Connection.DRAIN_BYTES;
  }

  void sent(long bytes) {
    bytesOut += bytes;
  }

  void replied() {
    replied = true;
  }

  boolean isLast() {
    return persistence == Persistence.CLOSE;
  }

  void handlerDone() {
    handlerDone = true;
  }

  boolean isHandlerDone() {
    return handlerDone;
  }

  /** Both sides are done with it. */
  void end(Service service) {
    if (over) {
      return;
    }
    over = true;
    if (body != null) {
      body.abandon();
    }
    try {
      service.observer().exchangeFinished(finished());
    } finally {
      if (admission == Admission.COUNTED) {
        service.release();
      }
    }
  }

  private Finished finished() {
    return new Finished(
        exchange.method(),
        status,
        replied ? Outcome.ANSWERED : Outcome.CUT,
        bytesIn,
        bytesOut,
        Duration.ofNanos(System.nanoTime() - started));
  }
}

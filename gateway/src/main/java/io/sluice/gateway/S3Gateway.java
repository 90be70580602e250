package io.sluice.gateway;

import io.sluice.gateway.auth.PayloadMode;
import io.sluice.gateway.auth.Signature;
import io.sluice.gateway.auth.SignatureReader;
import io.sluice.gateway.auth.Verifier;
import io.sluice.gateway.error.ErrorAnswers;
import io.sluice.gateway.error.Faults;
import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.Query;
import io.sluice.gateway.request.S3Request;
import io.sluice.gateway.request.Target;
import io.sluice.gateway.staging.Staging;
import io.sluice.gateway.sts.SecurityTokenService;
import io.sluice.http.Exchange;
import io.sluice.http.Handler;
import io.sluice.http.Headers;
import io.sluice.http.Rejection;
import io.sluice.http.Response;
import io.sluice.protocol.client.ManagerClient;
import io.sluice.storage.BlobStorage;
import io.sluice.storage.StorageException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Answers S3 requests: reads what is asked and who signed it, finds the operation, and makes of its
 * outcome, whatever it is, an answer of S3. It holds no secret; the manager decides about every
 * request.
 */
public final class S3Gateway implements Handler, AutoCloseable {
  private static final String UNKNOWN = "Unknown";
  private static final String SHA256_OF_NOTHING =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  private final GatewayOptions options;
  private final Routes routes;
  private final SignatureReader signatures;
  private final Verifier verifier;
  private final SecurityTokenService sts;
  private final Staging staging;
  private final RequestListener listener;

  public S3Gateway(
      ManagerClient manager,
      BlobStorage storage,
      GatewayOptions options,
      Clock clock,
      RequestListener listener) {
    this.options = options;
    this.signatures = new SignatureReader(options.region(), clock);
    this.verifier = new Verifier(manager);
    this.sts = new SecurityTokenService(manager, options.accountId(), clock);
    this.staging = new Staging(manager, storage);
    this.routes = new Routes(Operations.all(manager, storage, staging, options, clock));
    this.listener = listener;
  }

  /** How far a request has come, for the answer where it goes no further. */
  private static final class Progress {
    final long startedNanos = System.nanoTime();
    final String id = RequestIds.next();
    String operation = UNKNOWN;
    @Nullable S3Request request;
  }

  @Override
  public Response handle(Exchange exchange) throws IOException {
    Progress progress = new Progress();
    Response response;
    try {
      response = operate(exchange, progress);
    } catch (StorageException | RuntimeException e) {
      response = error(e, exchange, progress);
    }
    listener.answered(
        progress.operation,
        response.status(),
        Duration.ofNanos(System.nanoTime() - progress.startedNanos));
    return decorated(response, progress.id);
  }

  private Response operate(Exchange exchange, Progress progress) throws IOException {
    Target target = Target.parse(exchange.path(), exchange.authority(), options.domains());
    Query query = Query.parse(exchange.query());
    if (SecurityTokenService.takes(exchange, target)) {
      progress.operation = SecurityTokenService.NAME;
      return sts.handle(exchange, target, query, progress.id);
    }
    Route route = routes.find(exchange.method(), target.level(), query, exchange.headers());
    progress.operation = route.name();
    Signature signature = signatures.read(exchange, target, query);
    S3Request request = new S3Request(progress.id, exchange, target, query, signature);
    progress.request = request;
    try {
      requireOwner(request);
      if (!route.operation().takesBody()) {
        requireNoBody(request);
      }
      return route.operation().handle(request);
    } catch (S3Exception e) {
      // only those that a request is really from are told what else is wrong with it
      verifier.requireAuthentic(request);
      throw e;
    }
  }

  private void requireOwner(S3Request request) {
    for (String header :
        new String[] {"x-amz-expected-bucket-owner", "x-amz-source-expected-bucket-owner"}) {
      if (request.header(header).filter(owner -> !owner.equals(options.accountId())).isPresent()) {
        throw new S3Exception(S3Error.ACCESS_DENIED);
      }
    }
  }

  private static void requireNoBody(S3Request request) {
    Exchange exchange = request.exchange();
    if (exchange.hasBody() && exchange.contentLength().orElse(1) > 0) {
      throw new S3Exception(S3Error.UNEXPECTED_CONTENT);
    }
    if (request.signature().payload() instanceof PayloadMode.Hashed(String sha256)
        && !sha256.equals(SHA256_OF_NOTHING)) {
      throw new S3Exception(S3Error.X_AMZ_CONTENT_SHA256_MISMATCH)
          .with("ClientComputedContentSHA256", sha256)
          .with("S3ComputedContentSHA256", SHA256_OF_NOTHING);
    }
  }

  private static Response error(Exception thrown, Exchange exchange, Progress progress) {
    S3Request request = progress.request;
    S3Exception e =
        request != null
            ? Faults.toS3(thrown, request)
            : thrown instanceof S3Exception early ? early : Faults.unforeseen(thrown, progress.id);
    return ErrorAnswers.answer(
        e, new ErrorAnswers.Origin(exchange.method(), exchange.path(), progress.id));
  }

  private static Response decorated(Response response, String id) {
    Headers headers =
        Headers.builder()
            .add("Server", "Sluice")
            .add("x-amz-request-id", id)
            .add("x-amz-id-2", id)
            .addAll(response.headers())
            .build();
    return new Response(response.status(), headers, response.content());
  }

  @Override
  public Response reject(Rejection rejection) {
    S3Exception e =
        switch (rejection) {
          case MALFORMED, AMBIGUOUS_LENGTH, MISSING_HOST, UNSUPPORTED_VERSION ->
              new S3Exception(S3Error.BAD_REQUEST);
          case TARGET_TOO_LONG -> new S3Exception(S3Error.INVALID_URI);
          case HEADERS_TOO_LARGE ->
              new S3Exception(S3Error.REQUEST_HEADER_SECTION_TOO_LARGE)
                  .with("MaxSizeAllowed", Integer.toString(options.maxHeaderBytes()));
          case OVERLOADED -> new S3Exception(S3Error.SLOW_DOWN).withHeader("Retry-After", "1");
        };
    String id = RequestIds.next();
    listener.answered(UNKNOWN, e.error().status(), Duration.ZERO);
    return decorated(ErrorAnswers.answer(e, new ErrorAnswers.Origin("", "", id)), id);
  }

  @Override
  public void close() {
    staging.close();
  }
}

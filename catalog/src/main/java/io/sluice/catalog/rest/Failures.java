package io.sluice.catalog.rest;

import io.sluice.http.Headers;
import io.sluice.http.Response;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.StoreException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.apache.iceberg.exceptions.UnprocessableEntityException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.rest.responses.ErrorResponse;
import org.apache.iceberg.rest.responses.ErrorResponseParser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What clients are told where something is not done. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  /**
   * Status and type.
   *
   * @param message null for that of the exception
   */
  private record Told(int status, String type, String message) {}

  static Response response(RuntimeException e) {
    Told told = told(e);
    if (told.status() == 500 && !(e instanceof CommitStateUnknownException)) {
      LOG.error("a request to the catalog failed", e);
    }
    return response(told.status(), told.type(), told.message());
  }

  static Response response(int status, String type, String message) {
    Headers.Builder headers = Headers.builder().add("Content-Type", "application/json");
    if (status == 503) {
      headers.add("Retry-After", "1");
    }
    if (status == 401) {
      headers.add("WWW-Authenticate", "Bearer");
    }
    return Response.of(status, headers.build(), body(status, type, message));
  }

  private static byte[] body(int status, String type, String message) {
    ErrorResponse error =
        ErrorResponse.builder().responseCode(status).withType(type).withMessage(message).build();
    return ErrorResponseParser.toJson(error).getBytes(StandardCharsets.UTF_8);
  }

  private static Told told(RuntimeException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e) {
      case NoSuchTableException _,
          NoSuchViewException _,
          NoSuchNamespaceException _,
          NotFoundException _ ->
          new Told(404, e.getClass().getSimpleName(), message);
      case AlreadyExistsException _, CommitFailedException _ ->
          new Told(409, e.getClass().getSimpleName(), message);
      case NamespaceNotEmptyException _ -> new Told(409, "NamespaceNotEmptyException", message);
      case ConditionFailedException _ ->
          new Told(409, "CommitFailedException", "somebody else changed it; try again");
      case NotAuthorizedException _ -> new Told(401, "NotAuthorizedException", message);
      case ForbiddenException _ -> new Told(403, "ForbiddenException", message);
      case UnprocessableEntityException _ -> new Told(422, "UnprocessableEntityException", message);
      case UnsupportedOperationException _ ->
          new Told(406, "UnsupportedOperationException", message);
      case Json.TooLargeException _ -> new Told(413, "BadRequestException", message);
      case BadRequestException _ -> new Told(400, "BadRequestException", message);
      case ValidationException _ -> new Told(400, "ValidationException", message);
      case IllegalArgumentException _ -> new Told(400, "IllegalArgumentException", message);
      case CommitStateUnknownException _ ->
          new Told(
              500,
              "CommitStateUnknownException",
              "the store did not say whether the commit took effect");
      case ServiceUnavailableException _ -> new Told(503, "ServiceUnavailableException", message);
      case RuntimeIOException _, UncheckedIOException _ -> {
        LOG.warn("files of tables cannot be reached: {}", message);
        yield new Told(503, "ServiceUnavailableException", "the files cannot be reached");
      }
      case StoreException store -> told(store);
      default -> new Told(500, "InternalServerError", "an internal error occurred");
    };
  }

  private static Told told(StoreException e) {
    return switch (e.error()) {
      case TOO_LARGE ->
          new Told(400, "BadRequestException", "what is to be stored of it is too large");
      case FULL, READ_ONLY ->
          new Told(507, "InsufficientStorageException", "the store takes no writes");
      case THROTTLED, UNAVAILABLE, CLOSED, LOCKED, NOT_ACCESSIBLE ->
          new Told(503, "ServiceUnavailableException", "the store cannot be reached");
      case CORRUPT, UNKNOWN_FORMAT -> {
        LOG.error("the store is damaged: {}", e.getMessage());
        yield new Told(500, "InternalServerError", "the store is damaged");
      }
    };
  }
}

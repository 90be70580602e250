package io.sluice.catalog.management;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.http.Headers;
import io.sluice.http.Response;
import io.sluice.manager.request.Refusal;
import io.sluice.manager.secret.UnsealException;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.StoreException;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is answered where an operation throws: the one table from faults to Iceberg's errors. */
final class Errors {
  private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

  private record Fault(int status, String type, String message) {}

  private Errors() {}

  static Response of(RuntimeException thrown) {
    Fault fault = fault(thrown);
    ObjectNode body = Json.object();
    body.putObject("error")
        .put("message", fault.message())
        .put("type", fault.type())
        .put("code", fault.status());
    Headers headers =
        switch (fault.status()) {
          case 401 -> Headers.of("WWW-Authenticate", "Bearer realm=\"sluice\"");
          case 503 -> Headers.of("Retry-After", "1");
          default -> Headers.NONE;
        };
    return Json.respond(fault.status(), headers, body);
  }

  private static Fault fault(RuntimeException thrown) {
    return switch (thrown) {
      case BadRequestException e -> fault(400, "BadRequestException", e);
      case NamespaceNotEmptyException e -> fault(400, "NamespaceNotEmptyException", e);
      case NotAuthorizedException e -> fault(401, "NotAuthorizedException", e);
      case ForbiddenException _ -> new Fault(403, "ForbiddenException", "forbidden");
      case NotFoundException e -> fault(404, "NotFoundException", e);
      case AlreadyExistsException e -> fault(409, "AlreadyExistsException", e);
      case CommitFailedException e -> fault(409, "CommitFailedException", e);
      case ServiceUnavailableException e -> fault(503, "ServiceUnavailableException", e);
      case Refusal e -> refusal(e);
      case ConditionFailedException _ -> busy("others were faster; try again");
      case StoreException e -> store(e);
      case UnsealException e -> {
        LOG.error("a secret cannot be opened with this master key", e);
        yield new Fault(500, "RuntimeException", "what was stored cannot be read");
      }
      default -> {
        LOG.error("an operation failed in a way that nobody foresaw", thrown);
        yield new Fault(500, "RuntimeException", "internal error");
      }
    };
  }

  private static Fault fault(int status, String type, RuntimeException thrown) {
    return new Fault(status, type, String.valueOf(thrown.getMessage()));
  }

  private static Fault busy(String message) {
    return new Fault(503, "ServiceUnavailableException", message);
  }

  private static Fault refusal(Refusal refusal) {
    String message = refusal.failure().getMessage();
    return switch (refusal.failure().getCode()) {
      case INVALID_REQUEST, MALFORMED_POLICY -> new Fault(400, "BadRequestException", message);
      case NO_SUCH_PRINCIPAL -> new Fault(404, "NotFoundException", message);
      case PRINCIPAL_EXISTS -> new Fault(409, "AlreadyExistsException", message);
      case CONTENDED -> busy(message);
      default -> {
        LOG.error("a refusal that nobody foresaw here", refusal);
        yield new Fault(500, "RuntimeException", "internal error");
      }
    };
  }

  private static Fault store(StoreException fault) {
    return switch (fault.error()) {
      case FULL -> new Fault(507, "RuntimeException", "no space is left for metadata");
      case READ_ONLY, THROTTLED, UNAVAILABLE, CLOSED, LOCKED, NOT_ACCESSIBLE -> {
        LOG.warn("the store cannot be used now", fault);
        yield busy("the store cannot be used now; try again later");
      }
      case TOO_LARGE -> new Fault(400, "BadRequestException", "the request is too large to store");
      case CORRUPT, UNKNOWN_FORMAT -> {
        LOG.error("the store holds what it should not", fault);
        yield new Fault(500, "RuntimeException", "what was stored cannot be read");
      }
    };
  }
}

package io.sluice.manager;

import io.sluice.manager.request.Refusal;
import io.sluice.manager.secret.UnsealException;
import io.sluice.protocol.Failure;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is answered where an operation throws: the one table from faults to codes. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  static Failure of(RuntimeException thrown) {
    return switch (thrown) {
      case Refusal refusal -> refusal.failure();
      case StoreException fault -> of(fault);
      case ConditionFailedException _ -> failure(Failure.Code.CONTENDED, "others were faster");
      case UnsealException fault -> {
        LOG.error("a secret cannot be opened with this master key", fault);
        yield failure(Failure.Code.CORRUPT, "what was stored cannot be read");
      }
      default -> {
        LOG.error("an operation failed in a way that nobody foresaw", thrown);
        yield failure(Failure.Code.INTERNAL, "internal error");
      }
    };
  }

  private static Failure of(StoreException fault) {
    return switch (fault.error()) {
      case FULL -> failure(Failure.Code.STORE_FULL, "no space is left for metadata");
      case READ_ONLY -> failure(Failure.Code.STORE_READ_ONLY, "the store takes no writes");
      case THROTTLED -> failure(Failure.Code.STORE_THROTTLED, "the store is throttled");
      case UNAVAILABLE, CLOSED, LOCKED, NOT_ACCESSIBLE ->
          failure(Failure.Code.UNAVAILABLE, "the store cannot be reached");
      case TOO_LARGE -> failure(Failure.Code.INVALID_REQUEST, "the request is too large to store");
      case CORRUPT, UNKNOWN_FORMAT -> {
        LOG.error("the store holds what it should not", fault);
        yield failure(Failure.Code.CORRUPT, "what was stored cannot be read");
      }
    };
  }

  private static Failure failure(Failure.Code code, String message) {
    return Failure.newBuilder().setCode(code).setMessage(message).build();
  }
}

package io.sluice.manager.object;

import io.sluice.manager.record.ObjectRecord;
import io.sluice.manager.request.Refusal;
import io.sluice.protocol.CopySource;
import io.sluice.protocol.Failure;
import io.sluice.protocol.ObjectInfo;
import io.sluice.protocol.WriteCondition;
import io.sluice.protocol.client.Etags;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What clients require of the object that is there. */
public final class Preconditions {
  private Preconditions() {}

  /**
   * Checks what a write requires.
   *
   * @param existing null where there is no object
   */
  public static void check(WriteCondition condition, @Nullable ObjectRecord existing, String key) {
    if (condition.getAbsent() && existing != null) {
      throw failed("If-None-Match");
    }
    if (!condition.getIfMatch().isEmpty()) {
      if (existing == null) {
        throw Refusal.of(
            Failure.Code.NO_SUCH_OBJECT, "there is no object to match", Map.of("Key", key));
      }
      if (!Etags.matches(condition.getIfMatch(), Etags.of(existing.getInfo()))) {
        throw failed("If-Match");
      }
    }
  }

  /** Checks what a copy requires of its source; If-Match overrides a date, as in a GET. */
  static void check(CopySource source, ObjectInfo info) {
    String etag = Etags.of(info);
    // headers have whole seconds
    long modified = info.getModifiedMillis() / 1_000 * 1_000;
    if (!source.getIfMatch().isEmpty()) {
      if (!Etags.matches(source.getIfMatch(), etag)) {
        throw failed("x-amz-copy-source-If-Match");
      }
    } else if (source.getIfUnmodifiedSinceMillis() != 0
        && modified > source.getIfUnmodifiedSinceMillis()) {
      throw failed("x-amz-copy-source-If-Unmodified-Since");
    }
    if (!source.getIfNoneMatch().isEmpty()) {
      if (Etags.matches(source.getIfNoneMatch(), etag)) {
        throw failed("x-amz-copy-source-If-None-Match");
      }
    } else if (source.getIfModifiedSinceMillis() != 0
        && modified <= source.getIfModifiedSinceMillis()) {
      throw failed("x-amz-copy-source-If-Modified-Since");
    }
  }

  static Refusal failed(String condition) {
    return Refusal.of(
        Failure.Code.PRECONDITION_FAILED,
        "a precondition does not hold",
        Map.of("Condition", condition));
  }
}

package io.sluice.manager.request;

import io.sluice.protocol.Reply;
import io.sluice.store.Key;
import java.util.List;

/**
 * One thing that a manager does: it authorises the caller, and then does it.
 *
 * @param <R> the request's message
 */
public interface Operation<R> {
  /** What is read, together with what authenticates the caller, before it is performed. */
  default List<Key> reads(R request) {
    return List.of();
  }

  /**
   * Does it.
   *
   * @throws Refusal if it is not done
   */
  Reply perform(R request, Caller caller, Reads reads);
}

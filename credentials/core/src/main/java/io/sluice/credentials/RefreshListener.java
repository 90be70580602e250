package io.sluice.credentials;

import java.time.Duration;

/**
 * Told what happens to one supplier, on the thread it happens on. Must return soon and must not
 * throw.
 */
public interface RefreshListener {
  /** A fresh value has been published, after a call that took that long. */
  default void refreshed(Duration took) {}

  /** A call to the issuer failed after that long. */
  default void failed(CredentialException failure, Duration took) {}

  /** The value expired before another one could be had: reads wait from now on. */
  default void expired() {}

  /** A server refused the value: reads wait until there is another one. */
  default void invalidated() {}

  /** A read had to wait, with or without success, because nothing was valid. */
  default void readBlocked(Duration waited) {}

  /**
   * The wall clock and the monotonic clock came apart by more than two seconds: the machine was
   * suspended or a clock was set.
   */
  default void clocksJumped(Duration by) {}

  /** The supplier was closed. */
  default void closed() {}
}

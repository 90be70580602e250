package io.sluice.credentials;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Writes what an operator needs to know: the first failure of a row, expiry, recovery. */
final class LogListener implements RefreshListener {
  private static final Logger LOG = System.getLogger("io.sluice.credentials");

  private final String name;
  private final AtomicInteger failures = new AtomicInteger();

  LogListener(String name) {
    this.name = name;
  }

  @Override
  public void refreshed(Duration took) {
    int failed = failures.getAndSet(0);
    if (failed > 0) {
      LOG.log(Level.INFO, "{0}: refreshed again after {1} failures", name, failed);
    } else {
      LOG.log(Level.DEBUG, "{0}: refreshed in {1} ms", name, took.toMillis());
    }
  }

  @Override
  public void failed(CredentialException failure, Duration took) {
    Level level = failures.getAndIncrement() == 0 ? Level.WARNING : Level.DEBUG;
    LOG.log(level, "{0}: refresh failed, will try again: {1}", name, failure.summary());
  }

  @Override
  public void expired() {
    LOG.log(Level.ERROR, "{0}: expired before it could be refreshed", name);
  }

  @Override
  public void invalidated() {
    LOG.log(Level.WARNING, "{0}: refused by a server, asking for another one", name);
  }

  @Override
  public void clocksJumped(Duration by) {
    LOG.log(Level.INFO, "{0}: clocks came apart by {1}, refreshing at once", name, by);
  }
}

package io.sluice.bench.load;

import java.time.Duration;

/** What keeps a system busy for an interval, and sees how that goes. */
public interface Load extends AutoCloseable {
  /** Begins nothing after so long; then waits for what is under way. */
  Measurement run(Duration longest);

  @Override
  void close();
}

package io.sluice.credentials;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * The same races with the one thing left out that each of them is about. They are expected to fail:
 * that is what shows that the others would.
 */
public final class PlantedFaults {
  private PlantedFaults() {}

  /** Instead of one snapshot in a volatile, two fields. */
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 1", "2, 2"},
      expect = ACCEPTABLE,
      desc = "the old value or the new one")
  @Outcome(expect = FORBIDDEN, desc = "parts of both")
  public static class TornPublication {
    private int first = 1;
    private int second = 1;

    @Actor
    public void refresh() {
      first = 2;
      second = 2;
    }

    @Actor
    public void read(II_Result seen) {
      seen.r1 = first;
      seen.r2 = second;
    }
  }

  /** Looks whether a call is under way, and then makes one, without a lock around both. */
  @JCStressTest
  @State
  @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "both have the value of one call")
  @Outcome(expect = FORBIDDEN, desc = "more than one call")
  public static class DoubleFlight {
    private final AtomicInteger calls = new AtomicInteger();
    private volatile int value;

    @Actor
    public void one(III_Result seen) {
      seen.r1 = get();
    }

    @Actor
    public void other(III_Result seen) {
      seen.r2 = get();
    }

    @Arbiter
    public void count(III_Result seen) {
      seen.r3 = calls.get();
    }

    private int get() {
      if (value == 0) {
        calls.incrementAndGet();
        value = 1;
      }
      return value;
    }
  }

  /** Takes any answer, be it older than the invalidation. */
  @JCStressTest
  @State
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "credentials of the new role")
  @Outcome(id = "1", expect = FORBIDDEN, desc = "credentials of the role that is gone")
  public static class LateAnswer {
    private volatile int role = 1;
    private volatile @Nullable Integer value = 1;

    @Actor
    public void refresh() {
      int asked = role;
      StressFixture.takeTime();
      value = asked;
    }

    @Actor
    public void invalidate(I_Result seen) {
      role = 2;
      value = null;
      StressFixture.takeTime();
      Integer held = value;
      seen.r1 = held == null ? role : held;
    }
  }
}

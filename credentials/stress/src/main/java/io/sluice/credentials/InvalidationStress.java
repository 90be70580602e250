package io.sluice.credentials;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.sluice.credentials.StressFixture.Pair;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Once a value has been invalidated, nothing is served that was asked for before that: here the
 * role is made anew, and a refresh that was under way may still bring credentials of the old one.
 */
@JCStressTest
@State
@Outcome(id = "0", expect = ACCEPTABLE, desc = "none yet")
@Outcome(id = "2", expect = ACCEPTABLE, desc = "credentials of the new role")
@Outcome(id = "1", expect = FORBIDDEN, desc = "credentials of the role that is gone")
public class InvalidationStress {
  private final StressFixture fixture = new StressFixture().ready().due();

  @Actor
  public void refresh() {
    fixture.scheduler.round();
  }

  @Actor
  public void invalidate(I_Result seen) {
    fixture.role = 2;
    fixture.busy = true; // so that the only answer is that of a refresh that was under way
    while (!fixture.supplier.invalidate()) {
      Thread.onSpinWait(); // the value was replaced just now
    }
    StressFixture.takeTime();
    Pair held = fixture.supplier.peek();
    seen.r1 = held == null ? 0 : held.first;
  }
}

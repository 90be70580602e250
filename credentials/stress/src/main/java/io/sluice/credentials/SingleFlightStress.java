package io.sluice.credentials;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** However many need the first value, one call is made for all. */
@JCStressTest
@State
@Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "both have the value of one call")
@Outcome(expect = FORBIDDEN, desc = "more than one call")
public class SingleFlightStress {
  private final StressFixture fixture = new StressFixture();

  @Actor
  public void one(III_Result seen) {
    seen.r1 = fixture.supplier.get().first;
  }

  @Actor
  public void other(III_Result seen) {
    seen.r2 = fixture.supplier.get().first;
  }

  @Arbiter
  public void count(III_Result seen) {
    seen.r3 = fixture.calls.get();
  }
}

package io.sluice.credentials;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A refresh that was under way does not bring a closed supplier back to life. */
@JCStressTest
@State
@Outcome(id = "0", expect = ACCEPTABLE, desc = "nothing is held")
@Outcome(expect = FORBIDDEN, desc = "a value in a closed supplier")
public class CloseStress {
  private final StressFixture fixture = new StressFixture().ready().due();

  @Actor
  public void refresh() {
    fixture.scheduler.round();
  }

  @Actor
  public void close() {
    fixture.supplier.close();
  }

  @Arbiter
  public void look(I_Result seen) {
    seen.r1 = fixture.supplier.peek() == null ? 0 : 1;
  }
}

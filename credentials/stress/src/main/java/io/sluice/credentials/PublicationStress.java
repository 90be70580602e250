package io.sluice.credentials;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.sluice.credentials.StressFixture.Pair;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A reader sees the old value or the new one, whole. */
@JCStressTest
@State
@Outcome(
    id = {"1, 1", "2, 2"},
    expect = ACCEPTABLE,
    desc = "the old value or the new one")
@Outcome(expect = FORBIDDEN, desc = "parts of both")
public class PublicationStress {
  private final StressFixture fixture = new StressFixture().ready().due();

  @Actor
  public void refresh() {
    fixture.role = 2;
    fixture.scheduler.round();
  }

  @Actor
  public void read(II_Result seen) {
    Pair value = fixture.supplier.get();
    seen.r1 = value.first;
    seen.r2 = value.second;
  }
}

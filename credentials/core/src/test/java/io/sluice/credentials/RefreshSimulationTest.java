package io.sluice.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.credentials.testing.TestingTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs a supplier through thousands of random events (time passes, clocks jump, calls succeed,
 * fail, hang and come back, servers refuse) and compares it, after each, with what must always be
 * true. One run is repeated with {@code -Dseed=}.
 */
class RefreshSimulationTest {
  private static final int STEPS = 2_000;

  /** Held, for a logger that nobody refers to forgets its level. */
  private static final Logger LOG = Logger.getLogger("io.sluice.credentials");

  @BeforeAll
  static void expectManyFailures() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void logAgain() {
    LOG.setLevel(null);
  }

  static LongStream seeds() {
    Long given = Long.getLong("seed");
    return given == null ? LongStream.range(0, 20) : LongStream.of(given);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void holds_its_promises(long seed) {
    new Simulation(seed).run();
  }

  private record Credential(int number, Instant expiresAt) {}

  private static final class Simulation {
    private final SplittableRandom random;
    private final TestingTime time = new TestingTime(Fixture.START);

    /** Started and not yet answered. */
    private final List<Runnable> calls = new ArrayList<>();

    /** Never to be served again. */
    private final Set<Integer> refused = new HashSet<>();

    private final RefreshScheduler scheduler =
        new RefreshScheduler(TimeSource.of(time, time::nanoTime), drive -> {}, calls::add);
    private final RefreshingSupplier<Credential> supplier;
    private int issued;

    Simulation(long seed) {
      random = new SplittableRandom(seed);
      supplier =
          RefreshingSupplier.builder(this::issue)
              .scheduler(scheduler)
              .random(random.split())
              .build();
    }

    void run() {
      supplier.start();
      for (int step = 0; step < STEPS; step++) {
        act();
        scheduler.round();
        check();
      }
    }

    private void act() {
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3 -> time.advance(Duration.ofSeconds(random.nextInt(120)));
        case 4 -> time.advance(Duration.ofMinutes(random.nextInt(90)));
        case 5 -> time.jump(Duration.ofMinutes(random.nextInt(-30, 60)));
        case 6 -> refuse();
        default -> answer();
      }
    }

    private void answer() {
      if (!calls.isEmpty()) {
        calls.remove(random.nextInt(calls.size())).run();
      }
    }

    private void refuse() {
      SupplierStatus status = supplier.status();
      if (status.health() == SupplierStatus.Health.DOWN) {
        return;
      }
      int number = supplier.get().number();
      if (supplier.invalidate()) {
        refused.add(number);
      }
    }

    private Issued<Credential> issue() {
      int refusedBefore = refused.size();
      if (random.nextInt(6) == 0) {
        refuse(); // while the call is under way
      }
      if (random.nextInt(4) == 0) {
        throw new CredentialException(CredentialError.THROTTLED, "slow down");
      }
      issued++;
      if (refused.size() > refusedBefore) {
        refused.add(issued); // it was asked for before that, so it may be what was refused
      }
      int life = random.nextInt(10) == 0 ? -5 : random.nextInt(10, 90);
      Instant expiresAt = time.instant().plus(Duration.ofMinutes(life));
      return Issued.until(expiresAt, new Credential(issued, expiresAt), Origin.UNKNOWN);
    }

    private void check() {
      SupplierStatus status = supplier.status();
      assertThat(calls.size()).as("calls under way or hanging").isLessThanOrEqualTo(5);
      if (status.health() != SupplierStatus.Health.DOWN) {
        Credential credential = supplier.get();
        assertThat(credential.expiresAt()).as("what is served").isAfter(time.instant());
        assertThat(refused).as("what servers refused").doesNotContain(credential.number());
      } else {
        assertThat(calls.size() + untilNext()).as("a way out").isPositive();
      }
    }

    /** With nothing valid and no call under way, the next one begins within the longest wait. */
    private int untilNext() {
      if (!calls.isEmpty()) {
        return 0;
      }
      time.advance(Duration.ofSeconds(5));
      scheduler.round();
      return calls.size();
    }
  }
}

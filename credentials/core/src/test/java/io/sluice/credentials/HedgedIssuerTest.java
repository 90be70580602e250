package io.sluice.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HedgedIssuerTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(5);

  private final AtomicInteger secondCalls = new AtomicInteger();

  @Test
  void a_good_first_answer_leaves_the_second_alone() throws Exception {
    assertThat(new HedgedIssuer<>(says("one"), this::two, LONG).issue().value()).isEqualTo("one");
    assertThat(secondCalls).hasValue(0);
  }

  @Test
  void a_slow_first_answer_is_not_waited_for() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    Issuer<String> slow =
        () -> {
          try {
            new CountDownLatch(1).await();
            throw new AssertionError("nobody opens it");
          } catch (InterruptedException expected) {
            interrupted.countDown();
            throw expected;
          }
        };

    assertThat(new HedgedIssuer<>(slow, this::two, SHORT).issue().value()).isEqualTo("two");
    interrupted.await();
  }

  @Test
  void a_failed_first_answer_is_hedged_at_once() throws Exception {
    Issuer<String> broken = fails(CredentialError.UNREACHABLE, "eu-west-1");

    assertThat(new HedgedIssuer<>(broken, this::two, LONG).issue().value()).isEqualTo("two");
  }

  @Test
  void the_first_may_still_win_when_the_second_fails() throws Exception {
    AtomicBoolean secondFailed = new AtomicBoolean();
    CountDownLatch second = new CountDownLatch(1);
    Issuer<String> slow =
        () -> {
          second.await();
          return says("one").issue();
        };
    Issuer<String> broken =
        () -> {
          secondFailed.set(true);
          second.countDown();
          throw new CredentialException(CredentialError.THROTTLED, "us-east-1");
        };

    assertThat(new HedgedIssuer<>(slow, broken, SHORT).issue().value()).isEqualTo("one");
    assertThat(secondFailed).isTrue();
  }

  @Test
  void two_failures_are_told_together() {
    HedgedIssuer<String> hedged =
        new HedgedIssuer<>(
            fails(CredentialError.REFUSED, "eu-west-1"),
            fails(CredentialError.UNREACHABLE, "us-east-1"),
            LONG);

    assertThatThrownBy(hedged::issue)
        .isInstanceOfSatisfying(
            CredentialException.class,
            failure -> assertThat(failure.error()).isEqualTo(CredentialError.UNREACHABLE))
        .hasMessage("us-east-1; and refused: eu-west-1");
  }

  private Issued<String> two() {
    secondCalls.incrementAndGet();
    return Issued.until(Instant.MAX, "two", Origin.UNKNOWN);
  }

  private static Issuer<String> says(String value) {
    return () -> Issued.until(Instant.MAX, value, Origin.UNKNOWN);
  }

  private static Issuer<String> fails(CredentialError error, String message) {
    return () -> {
      throw new CredentialException(error, message);
    };
  }
}

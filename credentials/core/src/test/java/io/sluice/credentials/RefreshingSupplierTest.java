package io.sluice.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.credentials.SupplierStatus.Health;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

class RefreshingSupplierTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Fixture fixture = new Fixture();
  private final TestingIssuer issuer = fixture.issuer;

  @Test
  void start_loads_in_the_background() {
    RefreshingSupplier<String> supplier = fixture.supplier().build().start();

    assertThat(issuer.calls).hasValue(0);
    assertThat(fixture.refresh()).isEqualTo(1);
    assertThat(supplier.awaitReady(Duration.ZERO).get()).isEqualTo("value-1");
    assertThat(fixture.listener.news).containsExactly("refreshed");
  }

  @Test
  void reading_asks_nobody() {
    RefreshingSupplier<String> supplier = fixture.ready();

    for (int i = 0; i < 100; i++) {
      assertThat(supplier.get()).isEqualTo("value-1");
    }
    assertThat(issuer.calls).hasValue(1);
    assertThat(fixture.refreshes).isEmpty();
  }

  @Test
  void refreshes_between_half_and_two_thirds_of_the_life() {
    RefreshingSupplier<String> supplier = fixture.ready();

    fixture.pass(MINUTE.multipliedBy(30).minusMillis(1));
    assertThat(fixture.refreshes).isEmpty();

    fixture.pass(Duration.ofMinutes(10));
    assertThat(supplier.get()).as("while the refresh is under way").isEqualTo("value-1");
    assertThat(fixture.refresh()).isEqualTo(1);
    assertThat(supplier.get()).isEqualTo("value-2");
  }

  @Test
  void one_call_at_a_time() {
    fixture.ready();

    fixture.pass(MINUTE.multipliedBy(40));
    fixture.scheduler.round();
    fixture.scheduler.round();

    assertThat(fixture.refreshes).hasSize(1);
  }

  @Test
  void serves_the_last_known_good_until_it_expires() {
    RefreshingSupplier<String> supplier = fixture.ready();
    for (int i = 0; i < 1_000; i++) {
      issuer.thenFail(CredentialError.UNREACHABLE, "https://sts.example: connection refused");
    }

    for (int second = 0; second < 3_590; second++) {
      fixture.pass(Duration.ofSeconds(1));
      fixture.refresh();
      assertThat(supplier.get()).isEqualTo("value-1");
    }
    assertThat(supplier.status().health()).isEqualTo(Health.DEGRADED);

    fixture.pass(Duration.ofSeconds(10));
    assertThat(supplier.status().health()).isEqualTo(Health.DOWN);
    assertThat(fixture.listener.news).contains("expired");
  }

  @Test
  void an_outage_longer_than_the_life_ends_in_one_error_that_says_everything() {
    RefreshingSupplier<String> supplier = fixture.ready();
    for (int i = 0; i < 10_000; i++) {
      issuer.thenFail(CredentialError.UNREACHABLE, "https://sts.example: connection refused");
    }
    for (int second = 0; second < 3_700; second++) {
      fixture.pass(Duration.ofSeconds(1));
      fixture.refresh();
    }

    assertFails(supplier, CredentialError.UNAVAILABLE)
        .hasMessageMatching(
            "reader: no valid credentials for arn:aws:iam::1:role/reader at https://sts.example:"
                + " the last ones expired at 2026-01-01T01:00:00Z, not served since 1m 45s;"
                + " \\d+ attempts failed in [0-9hms ]+, the last one:"
                + " unreachable: https://sts.example: connection refused");
  }

  @Test
  void recovers_from_an_outage_by_itself() {
    RefreshingSupplier<String> supplier = fixture.supplier().build().start();
    for (int i = 0; i < 5; i++) {
      issuer.thenFail(CredentialError.THROTTLED, "rate exceeded");
    }

    for (int second = 0; second < 60; second++) {
      fixture.refresh();
      fixture.pass(Duration.ofSeconds(1));
    }

    assertThat(supplier.get()).isEqualTo("value-6");
    assertThat(supplier.status().health()).isEqualTo(Health.UP);
  }

  @Test
  void what_waiting_does_not_mend_is_told_at_once() {
    RefreshingSupplier<String> supplier = fixture.supplier().build().start();
    issuer.thenFail(CredentialError.REFUSED, "not authorized to perform sts:AssumeRole");
    fixture.refresh();

    assertFails(supplier, CredentialError.REFUSED)
        .hasMessageContaining("there never were any")
        .hasMessageContaining("not authorized to perform sts:AssumeRole");
  }

  @Test
  void an_answer_that_has_expired_is_a_failure() {
    RefreshingSupplier<String> supplier = fixture.supplier().build().start();
    issuer.then(
        call -> Issued.until(Fixture.START.minusSeconds(60), "stale", TestingIssuer.ORIGIN));
    fixture.refresh();

    assertThat(supplier.status().lastFailure())
        .contains("it expired at 2025-12-31T23:59:00Z")
        .contains("it is 2026-01-01T00:00:00Z by this machine's clock");
    assertThat(fixture.listener.news).containsExactly("failed EXPIRED");
  }

  @Test
  void the_issuers_clock_counts_where_it_told_the_time() {
    fixture.time.jump(Duration.ofHours(3));
    RefreshingSupplier<String> supplier = fixture.supplier().build().start();
    issuer.then(
        call ->
            Issued.until(Fixture.START.plus(Fixture.LIFE), "skewed", TestingIssuer.ORIGIN)
                .issuedAt(Fixture.START));
    fixture.refresh();

    assertThat(supplier.get()).isEqualTo("skewed");
    assertThat(supplier.status().timeToExpiry()).isEqualTo(Fixture.LIFE.minusSeconds(5));
  }

  @Test
  void a_refused_value_is_withdrawn_and_replaced() {
    RefreshingSupplier<String> supplier = fixture.ready();
    fixture.time.advance(MINUTE);

    assertThat(supplier.invalidate("value-1"::equals)).isTrue();

    assertThat(supplier.status().health()).isEqualTo(Health.DOWN);
    fixture.refresh();
    assertThat(supplier.get()).isEqualTo("value-2");
    assertThat(fixture.listener.news).containsExactly("refreshed", "invalidated", "refreshed");
  }

  @Test
  void a_value_that_was_replaced_already_is_not_refused_twice() {
    RefreshingSupplier<String> supplier = fixture.ready();
    fixture.time.advance(MINUTE);

    assertThat(supplier.invalidate("value-0"::equals)).isFalse();
    assertThat(supplier.get()).isEqualTo("value-1");
  }

  @Test
  void a_server_that_refuses_everything_does_not_make_every_request_a_call() {
    RefreshingSupplier<String> supplier = fixture.ready();

    fixture.time.advance(Duration.ofSeconds(9));
    assertThat(supplier.invalidate()).as("too fresh to be the culprit").isFalse();
    fixture.time.advance(Duration.ofSeconds(1));
    assertThat(supplier.invalidate()).isTrue();
  }

  @Test
  void a_server_that_refuses_what_has_expired_is_right_however_fresh_it_was() {
    fixture.issuer.then(
        call ->
            Issued.until(fixture.time.instant().plusSeconds(4), "value-1", TestingIssuer.ORIGIN));
    RefreshingSupplier<String> supplier = fixture.ready();

    fixture.time.advance(Duration.ofSeconds(5)); // and the scheduler has not noticed yet
    assertThat(supplier.invalidate()).isTrue();
    fixture.refresh();
    assertThat(supplier.get()).isEqualTo("value-2");
  }

  @Test
  void what_was_asked_for_before_an_invalidation_is_not_served_after_it() {
    RefreshingSupplier<String> supplier = fixture.ready();
    fixture.pass(MINUTE.multipliedBy(40));
    Runnable underWay = fixture.refreshes.remove();

    supplier.invalidate();
    underWay.run();

    assertThat(supplier.status().health()).isEqualTo(Health.DOWN);
    fixture.refresh();
    assertThat(supplier.get()).isEqualTo("value-2");
  }

  @Test
  void valid_for_a_time_that_the_present_value_has_left() {
    RefreshingSupplier<String> supplier = fixture.ready();

    assertThat(supplier.validFor(Duration.ofMinutes(59))).isEqualTo("value-1");
    assertThat(fixture.refreshes).isEmpty();
  }

  @Test
  void says_how_long_credentials_last_where_that_is_not_enough() {
    RefreshingSupplier<String> supplier = fixture.ready();

    assertThatThrownBy(() -> supplier.validFor(Duration.ofHours(2)))
        .isInstanceOf(CredentialException.class)
        .hasMessage(
            "reader: credentials for arn:aws:iam::1:role/reader at https://sts.example last for"
                + " 59m 55s more, but 2h was asked for; the issuer gives no longer ones now");
  }

  @Test
  void refreshes_at_once_when_the_machine_slept() {
    RefreshingSupplier<String> supplier = fixture.ready();
    fixture.scheduler.round();

    fixture.time.jump(MINUTE);
    fixture.scheduler.round();

    assertThat(fixture.refresh()).isEqualTo(1);
    assertThat(supplier.get()).isEqualTo("value-2");
    assertThat(fixture.listener.news)
        .containsExactly("refreshed", "clocks jumped PT1M", "refreshed");
  }

  @Test
  void nothing_expired_is_served_after_a_long_sleep() {
    RefreshingSupplier<String> supplier = fixture.ready();
    fixture.scheduler.round();

    fixture.time.jump(Duration.ofHours(8));
    fixture.scheduler.round();

    assertThat(supplier.status().health()).isEqualTo(Health.DOWN);
    fixture.refresh();
    assertThat(supplier.get()).isEqualTo("value-2");
  }

  @Test
  void refreshes_at_once_when_the_clock_is_set_back() {
    RefreshingSupplier<String> supplier = fixture.ready();
    fixture.scheduler.round();

    fixture.time.jump(Duration.ofHours(-1));
    fixture.scheduler.round();

    assertThat(fixture.refresh()).isEqualTo(1);
    assertThat(supplier.get()).isEqualTo("value-2");
  }

  @Test
  void a_value_outlives_its_life_on_neither_clock() {
    RefreshingSupplier<String> supplier = fixture.ready();
    fixture.time.jump(Duration.ofHours(-10));

    fixture.pass(Duration.ofHours(1));

    assertThat(supplier.status().health()).isEqualTo(Health.DOWN);
  }

  @Test
  void a_call_that_hangs_is_given_up_and_made_again() {
    RefreshingSupplier<String> supplier = fixture.ready();
    fixture.pass(MINUTE.multipliedBy(40));
    Runnable hanging = fixture.refreshes.remove();

    fixture.pass(Duration.ofSeconds(30));
    fixture.pass(Duration.ofSeconds(1));

    assertThat(supplier.status().lastFailure())
        .isEqualTo("timed out: " + TestingIssuer.ORIGIN + ": no answer in 30s");
    assertThat(fixture.refresh()).isEqualTo(1);
    assertThat(supplier.get()).isEqualTo("value-2");
    hanging.run();
    assertThat(supplier.get()).as("an older answer replaces nothing").isEqualTo("value-2");
  }

  @Test
  void an_issuer_that_hangs_holds_a_bounded_number_of_threads() {
    fixture.ready();
    Duration step = Duration.ofSeconds(5);

    for (int i = 0; i < 3_600; i++) {
      fixture.pass(step);
    }

    assertThat(fixture.refreshes).hasSize(4);
  }

  @Test
  void a_refresh_that_finds_no_thread_stays_due() {
    int[] refused = {0};
    RefreshScheduler busy =
        new RefreshScheduler(
            fixture.scheduler.time(),
            drive -> {},
            refresh -> {
              if (refused[0]++ < 3) {
                throw new RejectedExecutionException();
              }
              refresh.run();
            });
    RefreshingSupplier<String> supplier = fixture.supplier().scheduler(busy).build().start();

    for (int i = 0; i < 3; i++) {
      busy.round();
    }

    assertThat(supplier.get()).isEqualTo("value-1");
  }

  @Test
  void what_never_expires_is_asked_for_again_within_the_hour() {
    issuer.then(call -> Issued.permanent("static", TestingIssuer.ORIGIN));
    RefreshingSupplier<String> supplier = fixture.ready();

    fixture.pass(MINUTE.multipliedBy(40));
    fixture.refresh();

    assertThat(supplier.get()).isEqualTo("value-2");
  }

  @Test
  void close_ends_it() {
    RefreshingSupplier<String> supplier = fixture.ready();

    supplier.close();
    supplier.close();

    assertThat(issuer.closed).isTrue();
    assertThat(supplier.status().health()).isEqualTo(Health.CLOSED);
    assertFails(supplier, CredentialError.CLOSED).hasMessage("reader: closed");
    fixture.pass(MINUTE.multipliedBy(59));
    assertThat(fixture.refreshes).isEmpty();
    assertThat(fixture.listener.news).containsExactly("refreshed", "closed", "read blocked");
  }

  @Test
  void an_answer_after_close_is_not_served() {
    RefreshingSupplier<String> supplier = fixture.supplier().build().start();

    supplier.close();
    fixture.refresh();

    assertFails(supplier, CredentialError.CLOSED);
    assertThat(issuer.calls).hasValue(0);
  }

  @Test
  void an_error_of_the_issuer_is_a_failure_like_any_other() {
    RefreshingSupplier<String> supplier = fixture.supplier().build().start();
    issuer.then(
        call -> {
          throw new NoClassDefFoundError("software/amazon/awssdk/services/sts/StsClient");
        });
    fixture.refresh();

    assertThat(supplier.status().lastFailure())
        .isEqualTo(
            "issuer failed: arn:aws:iam::1:role/reader at https://sts.example:"
                + " NoClassDefFoundError: software/amazon/awssdk/services/sts/StsClient");
  }

  @Test
  void a_listener_that_throws_harms_nobody() {
    RefreshingSupplier<String> supplier =
        fixture
            .supplier()
            .listener(
                new RefreshListener() {
                  @Override
                  public void refreshed(Duration took) {
                    throw new IllegalStateException("not my day");
                  }
                })
            .build()
            .start();
    fixture.refresh();

    assertThat(supplier.get()).isEqualTo("value-1");
    assertThat(supplier.status().failuresInARow()).isZero();
  }

  @Test
  void never_shows_the_value() {
    RefreshingSupplier<String> supplier = fixture.ready();

    assertThat(supplier.toString()).doesNotContain("value").contains("reader");
    assertThat(supplier.status().toString()).doesNotContain("value");
    assertThat(issuer.fresh(7).toString()).doesNotContain("value");
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertFails(
      RefreshingSupplier<String> supplier, CredentialError error) {
    return assertThatThrownBy(supplier::get)
        .isInstanceOfSatisfying(
            CredentialException.class, thrown -> assertThat(thrown.error()).isEqualTo(error));
  }
}

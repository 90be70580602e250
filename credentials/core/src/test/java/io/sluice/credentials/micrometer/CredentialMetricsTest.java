package io.sluice.credentials.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.credentials.CredentialError;
import io.sluice.credentials.CredentialException;
import io.sluice.credentials.Issued;
import io.sluice.credentials.Origin;
import io.sluice.credentials.RefreshingSupplier;
import io.sluice.credentials.testing.Eventually;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CredentialMetricsTest {
  private static final String FAILURES = "sluice.credentials.failures";

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void measures_age_expiry_refreshes_and_blocked_reads() {
    try (RefreshingSupplier<String> supplier =
        RefreshingSupplier.builder(
                () -> Issued.until(Instant.now().plusSeconds(3_600), "value", Origin.UNKNOWN))
            .name("reader")
            .build()) {
      new CredentialMetrics(supplier).bindTo(registry);
      assertThat(supplier.get()).isEqualTo("value");

      assertThat(registry.get("sluice.credentials.age").tag("name", "reader").timeGauge().value())
          .isBetween(0.0, 60.0);
      assertThat(registry.get("sluice.credentials.time.to.expiry").timeGauge().value())
          .isBetween(3_500.0, 3_595.0);
      assertThat(timed("sluice.credentials.blocked.reads", "name", "reader")).isEqualTo(1);
      Eventually.eventually(
          () -> assertThat(timed("sluice.credentials.refresh", "outcome", "success")).isEqualTo(1));
    }
    assertThat(registry.getMeters()).as("after close").isEmpty();
  }

  @Test
  void counts_failures_by_error() {
    try (RefreshingSupplier<String> supplier =
        RefreshingSupplier.<String>builder(
                () -> {
                  throw new CredentialException(CredentialError.REFUSED, "no");
                })
            .name("refused")
            .build()) {
      CredentialMetrics.bindAll(registry); // other tests' suppliers too, so each is told by name
      assertThatThrownBy(supplier::get).isInstanceOf(CredentialException.class);

      Eventually.eventually(
          () ->
              assertThat(
                      registry.find(FAILURES).tags("name", "refused", "error", "refused").counter())
                  .isNotNull());
      assertThat(
              registry
                  .get("sluice.credentials.time.to.expiry")
                  .tag("name", "refused")
                  .timeGauge()
                  .value())
          .isZero();
      assertThat(
              registry
                  .get("sluice.credentials.failures.in.a.row")
                  .tag("name", "refused")
                  .gauge()
                  .value())
          .isPositive();
    }
  }

  private long timed(String name, String tag, String value) {
    return registry.get(name).tag(tag, value).timer().count();
  }
}

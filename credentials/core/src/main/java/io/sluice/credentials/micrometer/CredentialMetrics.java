package io.sluice.credentials.micrometer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.sluice.credentials.CredentialException;
import io.sluice.credentials.RefreshListener;
import io.sluice.credentials.RefreshScheduler;
import io.sluice.credentials.RefreshingSupplier;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of one supplier, all tagged with its {@code name}; the README lists them. They are
 * removed from the registry when the supplier is closed.
 */
public final class CredentialMetrics implements MeterBinder {
  private static final String PREFIX = "sluice.credentials.";

  private final RefreshingSupplier<?> supplier;

  public CredentialMetrics(RefreshingSupplier<?> supplier) {
    this.supplier = supplier;
  }

  /** Measures every supplier of this process, those to come as well. */
  public static void bindAll(MeterRegistry registry) {
    RefreshScheduler.shared().observe(supplier -> new CredentialMetrics(supplier).bindTo(registry));
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    supplier.addListener(new Meters(registry, supplier));
  }

  private static final class Meters implements RefreshListener {
    private final MeterRegistry registry;
    private final Tags tags;
    private final Set<Meter> all = ConcurrentHashMap.newKeySet();
    private final Timer refreshes;
    private final Timer failedRefreshes;
    private final Timer blockedReads;

    Meters(MeterRegistry registry, RefreshingSupplier<?> supplier) {
      this.registry = registry;
      this.tags = Tags.of("name", supplier.name());
      gauges(supplier);
      refreshes = timer("refresh", tags.and("outcome", "success"));
      failedRefreshes = timer("refresh", tags.and("outcome", "failure"));
      blockedReads = timer("blocked.reads", tags);
    }

    @Override
    public void refreshed(Duration took) {
      refreshes.record(took);
    }

    @Override
    public void failed(CredentialException failure, Duration took) {
      failedRefreshes.record(took);
      count("failures", tags.and("error", failure.error().name().toLowerCase(Locale.ROOT)));
    }

    @Override
    public void expired() {
      count("expiries", tags);
    }

    @Override
    public void invalidated() {
      count("invalidations", tags);
    }

    @Override
    public void readBlocked(Duration waited) {
      blockedReads.record(waited);
    }

    @Override
    public void clocksJumped(Duration by) {
      count("clock.jumps", tags);
    }

    @Override
    public void closed() {
      all.forEach(registry::remove);
    }

    private void gauges(RefreshingSupplier<?> supplier) {
      all.add(
          TimeGauge.builder(
                  PREFIX + "age",
                  supplier,
                  TimeUnit.SECONDS,
                  of -> seconds(of.status().age(), Double.NaN))
              .tags(tags)
              .register(registry));
      all.add(
          TimeGauge.builder(
                  PREFIX + "time.to.expiry",
                  supplier,
                  TimeUnit.SECONDS,
                  of -> seconds(of.status().timeToExpiry(), 0))
              .tags(tags)
              .register(registry));
      all.add(
          Gauge.builder(PREFIX + "failures.in.a.row", supplier, of -> of.status().failuresInARow())
              .tags(tags)
              .register(registry));
    }

    private Timer timer(String name, Tags timerTags) {
      Timer timer = registry.timer(PREFIX + name, timerTags);
      all.add(timer);
      return timer;
    }

    private void count(String name, Tags counterTags) {
      Counter counter = registry.counter(PREFIX + name, counterTags);
      counter.increment();
      all.add(counter);
    }

    private static double seconds(@Nullable Duration duration, double otherwise) {
      return duration == null ? otherwise : duration.toMillis() / 1_000.0;
    }
  }
}

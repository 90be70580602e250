package io.sluice.cli.server;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sluice.gateway.RequestListener;
import io.sluice.http.Observer;
import io.sluice.storage.local.LocalBlobStorage;
import io.sluice.store.dynamodb.DynamoDbStore;
import io.sluice.store.rocksdb.RocksDbStore;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/** What can be scraped. Names are Prometheus's own: base units, and a prefix. */
final class Metrics implements RequestListener, Observer {
  private record Answer(String operation, int status) {}

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ConcurrentMap<Answer, Timer> answers = new ConcurrentHashMap<>();
  private final LongAdder connections = new LongAdder();
  private final LongAdder requests = new LongAdder();
  private final LongAdder bytesIn = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();
  private final LongAdder cut = new LongAdder();

  Metrics() {
    Gauge.builder("sluice.http.connections", connections, LongAdder::sum).register(registry);
    counter("sluice.http.requests", requests).register(registry);
    counter("sluice.http.received", bytesIn).baseUnit("bytes").register(registry);
    counter("sluice.http.sent", bytesOut).baseUnit("bytes").register(registry);
    counter("sluice.http.cut", cut).register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  private static FunctionCounter.Builder<LongAdder> counter(String name, LongAdder adder) {
    return FunctionCounter.builder(name, adder, LongAdder::sum);
  }

  /** Watches the garbage collector until it is closed. */
  AutoCloseable watchGarbageCollector() {
    JvmGcMetrics metrics = new JvmGcMetrics();
    metrics.bindTo(registry);
    return metrics;
  }

  /** Shows what a store does. */
  void watch(RocksDbStore store) {
    counter("sluice.store.commits", store, s -> s.statistics().commits());
    counter("sluice.store.conflicts", store, s -> s.statistics().conflicts());
    counter("sluice.store.failures", store, s -> s.statistics().failures());
    counter("sluice.store.syncs", store, s -> s.statistics().syncs());
    Gauge.builder("sluice.store.waiting", store, s -> s.statistics().waiting()).register(registry);
  }

  /** Shows what a store does. */
  void watch(DynamoDbStore store) {
    counter("sluice.store.commits", store, s -> s.statistics().commits());
    counter("sluice.store.conflicts", store, s -> s.statistics().conflicts());
    counter("sluice.store.failures", store, s -> s.statistics().failures());
    counter("sluice.store.dynamodb.throttled", store, s -> s.statistics().throttled());
    counter("sluice.store.dynamodb.collisions", store, s -> s.statistics().collisions());
    counter("sluice.store.dynamodb.unanswered", store, s -> s.statistics().unanswered());
    counter("sluice.store.dynamodb.retries", store, s -> s.statistics().retries());
    counter("sluice.store.dynamodb.repeated.scans", store, s -> s.statistics().repeatedScans());
    counter("sluice.store.dynamodb.read.units", store, s -> s.statistics().readUnits());
    counter("sluice.store.dynamodb.write.units", store, s -> s.statistics().writeUnits());
  }

  /** Shows what a storage does. */
  void watch(LocalBlobStorage storage) {
    counter("sluice.storage.syncs", storage, LocalBlobStorage::syncs);
  }

  private <T> void counter(String name, T source, ToDoubleFunction<T> count) {
    FunctionCounter.builder(name, source, count).register(registry);
  }

  @Override
  public void answered(String operation, int status, Duration duration) {
    answers.computeIfAbsent(new Answer(operation, status), this::timer).record(duration);
  }

  private Timer timer(Answer answer) {
    return Timer.builder("sluice.s3.requests")
        .tag("operation", answer.operation())
        .tag("status", Integer.toString(answer.status()))
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofNanos(50_000))
        .maximumExpectedValue(Duration.ofSeconds(60))
        .register(registry);
  }

  @Override
  public void connectionOpened() {
    connections.increment();
  }

  @Override
  public void connectionClosed() {
    connections.decrement();
  }

  @Override
  public void exchangeFinished(Finished exchange) {
    requests.increment();
    bytesIn.add(exchange.bytesIn());
    bytesOut.add(exchange.bytesOut());
    if (exchange.outcome() == Outcome.CUT) {
      cut.increment();
    }
  }

  String scrape() {
    return registry.scrape();
  }
}

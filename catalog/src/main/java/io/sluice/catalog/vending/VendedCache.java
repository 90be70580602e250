package io.sluice.catalog.vending;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps vended credentials ready: those that have been asked for since they were issued are renewed
 * at half their life in the background, so that nobody who asks again waits for an issuer. Of many
 * who want the same at once, one asks for all. While an issuer cannot be reached, what is still
 * good is served.
 */
final class VendedCache implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VendedCache.class);
  private static final int MOST = 10_000;
  private static final int MOST_RENEWALS = 16;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(5);

  private final Vendor vendor;
  private final Clock clock;
  private final Cache<VendRequest, Slot> slots = Caffeine.newBuilder().maximumSize(MOST).build();
  private final Semaphore renewals = new Semaphore(MOST_RENEWALS);
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("sluice-vending").daemon().factory());

  /** The credentials of one request, and who is getting newer ones. */
  private static final class Slot {
    final AtomicReference<@Nullable CompletableFuture<Vended>> underWay = new AtomicReference<>();
    volatile @Nullable Vended current;
    volatile boolean used;
    volatile Instant notBefore = Instant.MIN;
  }

  VendedCache(Vendor vendor, Clock clock) {
    this.vendor = vendor;
    this.clock = clock;
    long millis = SWEEP_EVERY.toMillis();
    var _ = sweeper.scheduleWithFixedDelay(this::sweep, millis, millis, TimeUnit.MILLISECONDS);
  }

  /**
   * Credentials that last for a while.
   *
   * @throws RuntimeException as {@link Vendor#issue} does, if there are none yet
   */
  Vended get(VendRequest request) {
    Slot slot = slots.get(request, _ -> new Slot());
    slot.used = true;
    Instant now = clock.instant();
    Vended current = slot.current;
    boolean stands = current != null && vendor.stands(request, current);
    if (current != null && stands && Vended.usable(current, now)) {
      if (!now.isBefore(current.halfway())) {
        renew(request, slot, now);
      }
      return current;
    }
    try {
      return await(issue(request, slot, current));
    } catch (ServiceUnavailableException e) {
      Vended last = slot.current;
      if (last != null && stands && clock.instant().isBefore(last.expires())) {
        return last;
      }
      throw e;
    }
  }

  /** Renews what is past half its life and has been asked for since it was issued. */
  void sweep() {
    Instant now = clock.instant();
    slots
        .asMap()
        .forEach(
            (request, slot) -> {
              Vended current = slot.current;
              if (current != null && !now.isBefore(current.halfway())) {
                if (slot.used) {
                  renew(request, slot, now);
                } else if (!now.isBefore(current.expires())) {
                  slots.asMap().remove(request, slot);
                }
              }
            });
  }

  /** In the background; if too many are renewed already, the next sweep comes back to it. */
  private void renew(VendRequest request, Slot slot, Instant now) {
    if (slot.underWay.get() != null || now.isBefore(slot.notBefore) || !renewals.tryAcquire()) {
      return;
    }
    var _ =
        Thread.ofVirtual()
            .name("sluice-vending-renewal")
            .start(
                () -> {
                  try {
                    var _ = issue(request, slot, slot.current).exceptionally(_ -> null).join();
                  } finally {
                    renewals.release();
                  }
                });
  }

  /** Issues newer ones than those that were found, unless somebody does or did already. */
  private CompletableFuture<Vended> issue(VendRequest request, Slot slot, @Nullable Vended found) {
    CompletableFuture<Vended> mine = new CompletableFuture<>();
    CompletableFuture<Vended> theirs = slot.underWay.compareAndExchange(null, mine);
    if (theirs != null) {
      return theirs;
    }
    try {
      Vended vended = newer(request, slot, found);
      // ended before it is known, so that who comes then does not get what was found out before
      slot.underWay.set(null);
      mine.complete(vended);
    } catch (RuntimeException | Error e) {
      slot.notBefore = clock.instant().plus(PAUSE_AFTER_FAILURE);
      LOG.warn(
          "no credentials for storage profile {}: {}", request.profile().name(), e.getMessage());
      slot.underWay.set(null);
      mine.completeExceptionally(e);
    }
    return mine;
  }

  private Vended newer(VendRequest request, Slot slot, @Nullable Vended found) {
    Vended last = slot.current;
    if (last != null && !last.equals(found)) {
      return last;
    }
    Vended vended = vendor.issue(request);
    slot.used = false;
    slot.current = vended;
    return vended;
  }

  private static Vended await(CompletableFuture<Vended> vended) {
    try {
      return vended.copy().orTimeout(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case TimeoutException _ ->
            throw new ServiceUnavailableException("credentials could not be issued in time");
        case RuntimeException cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }

  @Override
  public void close() {
    sweeper.shutdownNow();
  }
}

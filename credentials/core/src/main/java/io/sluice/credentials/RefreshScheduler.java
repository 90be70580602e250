package io.sluice.credentials;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks after all suppliers of a process with one daemon thread, and runs their refreshes on other
 * daemon threads, so that an issuer that hangs delays nobody else.
 *
 * <p>It looks at the clocks instead of trusting timers: at least once a second, and whenever
 * something is due, every supplier is compared with the time of day <em>and</em> the monotonic
 * clock. So it makes no difference whether time passed, the machine slept, the process was stopped
 * or a clock was set.
 *
 * <p>Suppliers are held weakly: one that was forgotten instead of closed is not refreshed for ever.
 * While there are none the thread ends.
 */
public final class RefreshScheduler {
  private static final Logger LOG = System.getLogger("io.sluice.credentials");
  private static final Duration BEAT = Duration.ofSeconds(1);
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);
  private static final Duration JUMP = Duration.ofSeconds(2);
  private static final int MAX_REFRESHES = 256;

  private static final class Shared {
    static final RefreshScheduler INSTANCE = new RefreshScheduler(TimeSource.system());
  }

  private final TimeSource time;
  private final Executor driver;
  private final Executor workers;
  private final Set<WeakReference<RefreshingSupplier<?>>> suppliers = ConcurrentHashMap.newKeySet();
  private final List<Consumer<RefreshingSupplier<?>>> observers = new CopyOnWriteArrayList<>();

  /** The thread that drives this scheduler; null while there is nothing to look after. */
  private volatile @Nullable Thread driving;

  private boolean driven;
  private @Nullable Moment lastRound;

  /** The one that all suppliers use unless they are told otherwise. */
  public static RefreshScheduler shared() {
    return Shared.INSTANCE;
  }

  /** A scheduler of its own, for a program that brings its own clock. */
  public RefreshScheduler(TimeSource time) {
    this(time, loop -> daemon("sluice-credentials", loop).start(), workers());
  }

  /**
   * @param driver runs {@link #drive} for as long as there are suppliers
   * @param workers runs refreshes; may refuse one, which is then tried again
   */
  RefreshScheduler(TimeSource time, Executor driver, Executor workers) {
    this.time = time;
    this.driver = driver;
    this.workers = workers;
  }

  /** Calls {@code observer} with every supplier that there is and every one that will be. */
  public void observe(Consumer<RefreshingSupplier<?>> observer) {
    observers.add(observer);
    for (WeakReference<RefreshingSupplier<?>> reference : suppliers) {
      RefreshingSupplier<?> supplier = reference.get();
      if (supplier != null) {
        observer.accept(supplier);
      }
    }
  }

  /** Looks at the clocks now, for a program that knows that it has been suspended. */
  public void wake() {
    LockSupport.unpark(driving);
  }

  TimeSource time() {
    return time;
  }

  void register(RefreshingSupplier<?> supplier) {
    for (Consumer<RefreshingSupplier<?>> observer : observers) {
      observer.accept(supplier);
    }
    synchronized (this) {
      suppliers.add(supplier.reference());
      if (driven) {
        wake();
        return;
      }
      driven = true;
    }
    driver.execute(this::drive);
  }

  synchronized void unregister(RefreshingSupplier<?> supplier) {
    suppliers.remove(supplier.reference());
  }

  /** Runs a refresh on a thread of its own; false where too many are under way. */
  boolean execute(Runnable refresh) {
    try {
      workers.execute(refresh);
      return true;
    } catch (RejectedExecutionException busy) {
      return false;
    }
  }

  private void drive() {
    driving = Thread.currentThread();
    while (true) {
      Duration wait = safeRound();
      synchronized (this) {
        if (suppliers.isEmpty()) {
          driven = false;
          driving = null;
          lastRound = null;
          return;
        }
      }
      LockSupport.parkNanos(this, wait.toNanos());
    }
  }

  /** A round that this thread outlives, whatever a supplier meets. */
  private Duration safeRound() {
    try {
      return round();
    } catch (RuntimeException | Error broken) {
      LOG.log(Level.ERROR, "a round of refreshes broke off, the next one follows", broken);
      return BEAT;
    }
  }

  /** Looks after every supplier once; returns how long to wait before the next round. */
  Duration round() {
    Moment now = Moment.now(time);
    Duration jump = lastRound == null ? Duration.ZERO : now.jumpSince(lastRound);
    lastRound = now;
    Duration wait = BEAT;
    suppliers.removeIf(reference -> reference.get() == null);
    for (WeakReference<RefreshingSupplier<?>> reference : suppliers) {
      RefreshingSupplier<?> supplier = reference.get();
      if (supplier == null) {
        continue;
      }
      if (jump.abs().compareTo(JUMP) > 0) {
        supplier.clocksJumped(jump, now);
      }
      Duration until = supplier.consider(now);
      wait = until.compareTo(wait) < 0 ? until : wait;
    }
    return wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait;
  }

  /** No queue: a refresh has a thread at once or is refused, and then tried again when due. */
  private static Executor workers() {
    return new ThreadPoolExecutor(
        0,
        MAX_REFRESHES,
        30,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> daemon("sluice-credentials-refresh", task));
  }

  /** Takes nothing of the thread that happens to start it: no locals, no class loader. */
  static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(null, task, name, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(RefreshScheduler.class.getClassLoader());
    return thread;
  }
}

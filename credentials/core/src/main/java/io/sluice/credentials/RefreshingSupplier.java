package io.sluice.credentials;

import static java.util.Objects.requireNonNull;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Holds a value that expires, and keeps it fresh in the background.
 *
 * <p>{@link #get} is one volatile read for as long as a value is valid: it takes no lock, allocates
 * nothing and asks no clock. The next value is fetched well before the present one expires, by one
 * call at a time; should that fail, the present one is served until it expires while the call is
 * tried again. Only where nothing valid is at hand do reads wait, for at most {@link
 * RefreshPolicy#readTimeout} since there was something, and then fail with a {@link
 * CredentialException} that says why.
 *
 * <p>Call {@link #start} as early as the program can, {@link #awaitReady} before it takes traffic,
 * and {@link #close} when done. A supplier that nobody refers to any more stops by itself.
 */
public final class RefreshingSupplier<T> implements Supplier<T>, AutoCloseable {
  private static final Logger LOG = System.getLogger("io.sluice.credentials");

  private final String name;
  private final Issuer<T> issuer;
  private final RefreshPolicy policy;
  private final RefreshScheduler scheduler;
  private final TimeSource time;
  private final @Nullable ClassLoader contextClassLoader;
  private final List<RefreshListener> listeners = new CopyOnWriteArrayList<>();
  private final WeakReference<RefreshingSupplier<?>> reference = new WeakReference<>(this);

  private final RefreshState<T> state;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** What threads that must not wait are given while nothing is valid. Belongs to the lock. */
  private @Nullable CompletableFuture<T> pending;

  private RefreshingSupplier(Builder<T> builder) {
    issuer = builder.issuer;
    name = builder.name == null ? builder.issuer.origin().identity() : builder.name;
    policy = builder.policy;
    scheduler = builder.scheduler;
    time = scheduler.time();
    state = new RefreshState<>(policy, builder.random, now());
    contextClassLoader = Thread.currentThread().getContextClassLoader();
    listeners.add(new LogListener(name));
    listeners.addAll(builder.listeners);
  }

  public static <T> Builder<T> builder(Issuer<T> issuer) {
    return new Builder<>(issuer);
  }

  /** Begins to load the first value in the background and returns at once. */
  public RefreshingSupplier<T> start() {
    Attempt first;
    lock.lock();
    try {
      if (!state.start(now())) {
        return this;
      }
      first = state.prepare(now());
    } finally {
      lock.unlock();
    }
    scheduler.register(this);
    launch(first);
    return this;
  }

  /**
   * Starts, if that was not done, and waits until there is a value.
   *
   * @throws CredentialException if there is none within {@code timeout}, or sooner if the issuer
   *     says something that waiting does not mend
   */
  public RefreshingSupplier<T> awaitReady(Duration timeout) {
    start();
    if (state.snapshot() == null) {
      awaitSnapshot(timeout);
    }
    return this;
  }

  /**
   * A value that is valid.
   *
   * @throws CredentialException if there is none and none could be had within the read timeout
   */
  @Override
  public T get() {
    Snapshot<T> current = state.snapshot();
    return current != null ? current.value() : awaitBlocked().value();
  }

  /** The present value, or null while nothing is valid. Never waits. */
  public @Nullable T peek() {
    Snapshot<T> current = state.snapshot();
    return current == null ? null : current.value();
  }

  /**
   * {@link #get} for a thread that must not wait. However many ask while nothing is valid, one
   * thread waits for all of them.
   */
  public CompletableFuture<T> whenAvailable() {
    T present = peek();
    if (present != null) {
      return CompletableFuture.completedFuture(present);
    }
    CompletableFuture<T> mine = new CompletableFuture<>();
    lock.lock();
    try {
      CompletableFuture<T> shared = pending;
      if (shared != null && !shared.isDone()) {
        return shared.copy();
      }
      pending = mine;
    } finally {
      lock.unlock();
    }
    if (!scheduler.execute(() -> completeWithValue(mine))) {
      mine.completeExceptionally(report(now()).unavailable());
    }
    return mine.copy();
  }

  /**
   * A value that stays valid for at least that long, for work that outlasts a usual credential: the
   * present one if it lasts, else a fresh one, for which this waits.
   *
   * @throws CredentialException with {@link CredentialError#TOO_SHORT} if the issuer gives none
   *     that lasts
   */
  public T validFor(Duration duration) {
    Snapshot<T> current = state.snapshot();
    if (current == null) {
      current = awaitBlocked();
    }
    if (!current.lasts(duration, now())) {
      current = awaitLasting(duration);
    }
    return current.value();
  }

  /**
   * A server refused the present value: it is withdrawn and a fresh one is fetched at once, for
   * which reads wait. Nothing happens if the present value is not the refused one, or is so fresh
   * that another one would be no better.
   *
   * @return whether the value was withdrawn
   */
  public boolean invalidate(Predicate<? super T> refused) {
    Snapshot<T> current = state.snapshot();
    if (current == null || !refused.test(current.value())) {
      return false;
    }
    Attempt next;
    lock.lock();
    try {
      Moment now = now();
      if (!state.invalidate(current, now)) {
        return false;
      }
      next = state.prepare(now);
    } finally {
      lock.unlock();
    }
    launch(next);
    tell(RefreshListener::invalidated);
    return true;
  }

  /** {@link #invalidate(Predicate)}, whatever the present value is. */
  public boolean invalidate() {
    return invalidate(value -> true);
  }

  public SupplierStatus status() {
    lock.lock();
    try {
      return report(now()).status();
    } finally {
      lock.unlock();
    }
  }

  public String name() {
    return name;
  }

  public void addListener(RefreshListener listener) {
    listeners.add(listener);
  }

  /** Stops refreshing, gives up what is under way, fails whoever waits, and closes the issuer. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (!state.close()) {
        return;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    scheduler.unregister(this);
    tell(RefreshListener::closed);
    if (issuer instanceof AutoCloseable closeable) {
      closeIssuer(closeable);
    }
  }

  @Override
  public String toString() {
    return "RefreshingSupplier[" + name + ", " + state.snapshot() + "]";
  }

  WeakReference<RefreshingSupplier<?>> reference() {
    return reference;
  }

  /** Does what is due at that moment; returns how long until something will be. */
  Duration consider(Moment now) {
    boolean expired;
    CredentialException overdue;
    Attempt next;
    Duration wait;
    lock.lock();
    try {
      expired = state.retireIfExpired(now);
      overdue = state.giveUpIfOverdue(now, issuer.origin());
      if (overdue != null) {
        changed.signalAll();
      }
      next = state.prepare(now);
      wait = state.untilNextEvent(now);
    } finally {
      lock.unlock();
    }
    launch(next);
    if (expired) {
      tell(RefreshListener::expired);
    }
    if (overdue != null) {
      tell(listener -> listener.failed(overdue, policy.attemptTimeout()));
    }
    return wait;
  }

  /** What the clocks said no longer holds, so whatever is held is fetched anew at once. */
  void clocksJumped(Duration by, Moment now) {
    lock.lock();
    try {
      state.refreshAt(now);
    } finally {
      lock.unlock();
    }
    tell(listener -> listener.clocksJumped(by));
  }

  private Snapshot<T> awaitBlocked() {
    long begun = time.nanoTime();
    start();
    try {
      return awaitSnapshot(patience());
    } finally {
      Duration waited = Duration.ofNanos(time.nanoTime() - begun);
      tell(listener -> listener.readBlocked(waited));
    }
  }

  /** How long a read that begins now may wait: less, the longer there has been nothing valid. */
  private Duration patience() {
    lock.lock();
    try {
      return policy.readTimeout().minus(now().since(state.invalidSince()));
    } finally {
      lock.unlock();
    }
  }

  private Snapshot<T> awaitSnapshot(Duration timeout) {
    long nanos = timeout.toNanos();
    while (true) {
      Attempt next;
      lock.lock();
      try {
        Snapshot<T> current = state.snapshot();
        if (current != null) {
          return current;
        }
        Moment now = now();
        if (state.closed() || nanos <= 0 || state.hopeless(now, Duration.ofNanos(nanos))) {
          throw report(now).unavailable();
        }
        next = state.prepare(now);
        if (next == null) {
          nanos = changed.awaitNanos(nanos);
        }
      } catch (InterruptedException interruption) {
        throw interrupted(interruption);
      } finally {
        lock.unlock();
      }
      launch(next);
    }
  }

  private Snapshot<T> awaitLasting(Duration duration) {
    Attempt next;
    Attempt awaited;
    lock.lock();
    try {
      Moment now = now();
      state.demand(now);
      next = state.prepare(now);
      awaited = state.running();
    } finally {
      lock.unlock();
    }
    launch(next);
    lock.lock();
    try {
      long nanos = policy.readTimeout().toNanos();
      while (awaited != null && state.running() == awaited && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      Moment now = now();
      Snapshot<T> current = state.snapshot();
      if (current == null) {
        throw report(now).unavailable();
      }
      if (!current.lasts(duration, now)) {
        throw report(now).tooShort(current, duration);
      }
      return current;
    } catch (InterruptedException interruption) {
      throw interrupted(interruption);
    } finally {
      lock.unlock();
    }
  }

  private void completeWithValue(CompletableFuture<T> future) {
    try {
      future.complete(get());
    } catch (CredentialException failure) {
      future.completeExceptionally(failure);
    }
  }

  private void launch(@Nullable Attempt attempt) {
    if (attempt == null || scheduler.execute(() -> run(attempt))) {
      return;
    }
    lock.lock();
    try {
      state.withdraw(attempt);
    } finally {
      lock.unlock();
    }
  }

  private void run(Attempt attempt) {
    if (!enter(attempt)) {
      return;
    }
    long begun = time.nanoTime();
    try {
      Issued<T> issued = call();
      Duration took = Duration.ofNanos(time.nanoTime() - begun);
      succeeded(attempt, issued, took);
    } catch (Throwable any) { // an Error too: a missing class is a failure to tell, not to die of
      Duration took = Duration.ofNanos(time.nanoTime() - begun);
      failed(attempt, CredentialException.of(any, issuer.origin()), took);
    }
    scheduler.wake();
  }

  private boolean enter(Attempt attempt) {
    lock.lock();
    try {
      return state.enter(attempt);
    } finally {
      lock.unlock();
    }
  }

  /** Issuers look up classes of their own, so they see the class loader they were built with. */
  private Issued<T> call() throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(contextClassLoader);
    try {
      return requireNonNull(issuer.issue(), "the issuer returned null");
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private void succeeded(Attempt attempt, Issued<T> issued, Duration took) {
    boolean accepted;
    lock.lock();
    try {
      Moment now = now();
      Snapshot<T> fresh = state.snapshotOf(issued, attempt);
      if (now.reached(fresh.servedUntil())) {
        throw report(now).expiredOnArrival(fresh);
      }
      state.leave(attempt);
      accepted = state.accept(attempt, fresh);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (accepted) {
      tell(listener -> listener.refreshed(took));
    }
  }

  private void failed(Attempt attempt, CredentialException failure, Duration took) {
    boolean counted;
    lock.lock();
    try {
      state.leave(attempt);
      counted = state.fail(attempt, failure, now());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (counted) {
      tell(listener -> listener.failed(failure, took));
    }
  }

  private void tell(Consumer<RefreshListener> news) {
    for (RefreshListener listener : listeners) {
      try {
        news.accept(listener);
      } catch (RuntimeException broken) {
        LOG.log(Level.WARNING, name + ": a listener threw, which it must not", broken);
      }
    }
  }

  private void closeIssuer(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception failure) {
      throw CredentialException.of(failure, issuer.origin());
    }
  }

  private CredentialException interrupted(InterruptedException interruption) {
    Thread.currentThread().interrupt();
    return new CredentialException(
        CredentialError.INTERRUPTED, name + ": interrupted while waiting", interruption);
  }

  private Report<T> report(Moment now) {
    return new Report<>(name, issuer.origin(), state, now);
  }

  private Moment now() {
    return Moment.now(time);
  }

  /** What a supplier is built from; only the issuer has no default. */
  public static final class Builder<T> {
    private final Issuer<T> issuer;
    private @Nullable String name;
    private RefreshPolicy policy = RefreshPolicy.DEFAULT;
    private RefreshScheduler scheduler = RefreshScheduler.shared();
    private RandomGenerator random = new SplittableRandom();
    private final List<RefreshListener> listeners = new ArrayList<>();

    private Builder(Issuer<T> issuer) {
      this.issuer = issuer;
    }

    /** For logs, errors and metrics; the issuer's identity where none is given. */
    public Builder<T> name(String newName) {
      name = newName;
      return this;
    }

    public Builder<T> policy(RefreshPolicy newPolicy) {
      policy = newPolicy;
      return this;
    }

    /** One of its own, where the one shared by the process will not do. */
    public Builder<T> scheduler(RefreshScheduler newScheduler) {
      scheduler = newScheduler;
      return this;
    }

    /** Draws the jitter. It need not be safe for use by several threads, nor be a secure one. */
    public Builder<T> random(RandomGenerator newRandom) {
      random = newRandom;
      return this;
    }

    public Builder<T> listener(RefreshListener listener) {
      listeners.add(listener);
      return this;
    }

    public RefreshingSupplier<T> build() {
      return new RefreshingSupplier<>(this);
    }
  }
}

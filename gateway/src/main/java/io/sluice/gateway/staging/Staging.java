package io.sluice.gateway.staging;

import io.sluice.protocol.Epoch;
import io.sluice.protocol.Failure;
import io.sluice.protocol.LeaseEpochRequest;
import io.sluice.protocol.RenewEpochRequest;
import io.sluice.protocol.Request;
import io.sluice.protocol.client.ManagerClient;
import io.sluice.protocol.client.RefusedException;
import io.sluice.storage.BlobId;
import io.sluice.storage.BlobStorage;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stages blobs under an epoch that the manager has leased to this gateway. The lease is renewed in
 * the background, so to stage a blob takes no call.
 */
public final class Staging implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Staging.class);

  /** So that no folder grows without bound. */
  private static final int BLOBS_PER_EPOCH = 1 << 16;

  private static final int RENEWALS_PER_LEASE = 3;

  /** Failures that may have come after the commit took effect. */
  private static final Set<Failure.Code> UNCERTAIN =
      EnumSet.of(
          Failure.Code.UNAVAILABLE,
          Failure.Code.INTERNAL,
          Failure.Code.CORRUPT,
          Failure.Code.UNKNOWN,
          Failure.Code.UNRECOGNIZED);

  /** An epoch, and until when (by {@link System#nanoTime}) its lease certainly lasts. */
  private static final class Lease {
    final long epoch;
    final AtomicInteger nextNumber = new AtomicInteger();
    volatile long certainUntil;
    volatile boolean lost;

    Lease(long epoch, long certainUntil) {
      this.epoch = epoch;
      this.certainUntil = certainUntil;
    }

    boolean usable() {
      return !lost && System.nanoTime() - certainUntil < 0 && nextNumber.get() < BLOBS_PER_EPOCH;
    }
  }

  private final ManagerClient manager;
  private final BlobStorage storage;
  private final ReentrantLock leasing = new ReentrantLock();
  private volatile @Nullable Lease current;
  private final ScheduledExecutorService renewals =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("lease-renewal").factory());
  private boolean renewing;

  public Staging(ManagerClient manager, BlobStorage storage) {
    this.manager = manager;
    this.storage = storage;
  }

  /**
   * Starts a blob.
   *
   * @throws RefusedException if there is no lease and the manager gives none
   */
  public StagedBlob begin() throws IOException {
    Lease lease = usable();
    int number = lease.nextNumber.getAndIncrement();
    BlobId id = new BlobId(lease.epoch, number);
    return new StagedBlob(id, storage, storage.create(id));
  }

  /**
   * Commits what was staged. If it is not known whether that took effect, the bytes stay: what is
   * not committed after all is reaped.
   *
   * @param commit asks the manager for it
   */
  public <T> T commit(StagedBlob blob, Supplier<T> commit) {
    blob.keep();
    try {
      return commit.get();
    } catch (RefusedException e) {
      if (!UNCERTAIN.contains(e.code())) {
        blob.discard();
      }
      if (e.code() == Failure.Code.NO_SUCH_EPOCH) {
        lost(blob.epoch());
      }
      throw e;
    }
  }

  private void lost(long epoch) {
    Lease lease = current;
    if (lease != null && lease.epoch == epoch) {
      lease.lost = true;
    }
  }

  private Lease usable() {
    Lease lease = current;
    if (lease != null && lease.usable()) {
      return lease;
    }
    leasing.lock();
    try {
      lease = current;
      if (lease == null || !lease.usable()) {
        lease = lease();
        current = lease;
      }
      return lease;
    } finally {
      leasing.unlock();
    }
  }

  private Lease lease() {
    long asked = System.nanoTime();
    Epoch epoch =
        manager
            .execute(
                Request.newBuilder().setLeaseEpoch(LeaseEpochRequest.getDefaultInstance()).build())
            .getEpoch();
    Duration length = Duration.ofMillis(epoch.getLeaseMillis());
    if (!renewing) {
      renewing = true;
      long interval = length.dividedBy(RENEWALS_PER_LEASE).toMillis();
      // it never throws, so it is never dropped
      Future<?> _ =
          renewals.scheduleWithFixedDelay(this::renew, interval, interval, TimeUnit.MILLISECONDS);
    }
    return new Lease(epoch.getEpoch(), asked + length.toNanos());
  }

  private void renew() {
    Lease lease = current;
    if (lease == null || lease.lost) {
      return;
    }
    long asked = System.nanoTime();
    try {
      Epoch renewed =
          manager
              .execute(
                  Request.newBuilder()
                      .setRenewEpoch(RenewEpochRequest.newBuilder().setEpoch(lease.epoch))
                      .build())
              .getEpoch();
      lease.certainUntil = asked + Duration.ofMillis(renewed.getLeaseMillis()).toNanos();
    } catch (RefusedException e) {
      lease.lost |= e.code() == Failure.Code.NO_SUCH_EPOCH;
      LOG.warn("the lease of the staging epoch could not be renewed: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("the lease of the staging epoch could not be renewed", e);
    }
  }

  @Override
  public void close() {
    renewals.shutdownNow();
  }
}

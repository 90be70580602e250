package io.sluice.store.rocksdb;

import static io.sluice.store.rocksdb.Stores.assertFails;
import static io.sluice.store.rocksdb.Stores.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.store.Bytes;
import io.sluice.store.Scan;
import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GateTest {
  @Test
  void closeWaitsForAllWhoAreIn() throws InterruptedException {
    Gate gate = new Gate();
    int first = gate.enter();
    int second = gate.enter();
    Thread closer = Thread.ofPlatform().start(gate::close);
    eventually(() -> closer.getState() == Thread.State.WAITING);

    assertFails(StoreError.CLOSED, gate::enter);
    gate.leave(first);
    assertFails(StoreError.CLOSED, gate::enter);
    assertThat(closer.isAlive()).isTrue();
    gate.leave(second);
    closer.join();
    assertFails(StoreError.CLOSED, gate::enter);
  }

  @Test
  void closeOfAnEmptyGateDoesNotWait() {
    Gate gate = new Gate();
    gate.leave(gate.enter());

    gate.close();

    assertFails(StoreError.CLOSED, gate::enter);
  }

  @Test
  void closeKeepsAnInterruptForLater() throws InterruptedException {
    Gate gate = new Gate();
    int cell = gate.enter();
    AtomicBoolean interrupted = new AtomicBoolean();
    Thread closer =
        Thread.ofPlatform()
            .start(
                () -> {
                  gate.close();
                  interrupted.set(Thread.interrupted());
                });
    closer.interrupt();
    eventually(() -> closer.getState() == Thread.State.WAITING);
    assertThat(closer.isAlive()).isTrue();
    gate.leave(cell);
    closer.join();

    assertThat(interrupted).isTrue();
  }

  @Test
  void nobodyIsInBehindAClosedGate() throws InterruptedException, ExecutionException {
    for (int round = 0; round < 50; round++) {
      Gate gate = new Gate();
      AtomicBoolean freed = new AtomicBoolean();
      List<Future<?>> users = new ArrayList<>();
      try (ExecutorService threads = Executors.newCachedThreadPool()) {
        for (int i = 0; i < 4; i++) {
          users.add(threads.submit(() -> use(gate, freed)));
        }
        gate.close();
        freed.set(true);
        for (Future<?> user : users) {
          user.get();
        }
      }
    }
  }

  private static void use(Gate gate, AtomicBoolean freed) {
    try {
      while (true) {
        int cell = gate.enter();
        assertThat(freed).isFalse();
        gate.leave(cell);
      }
    } catch (StoreException e) {
      assertThat(e.error()).isEqualTo(StoreError.CLOSED);
    }
  }

  /** If a thread were still in RocksDB when it is freed, the process would end here. */
  @Test
  void aStoreMayBeClosedUnderItsReaders(@TempDir Path folder)
      throws InterruptedException, ExecutionException {
    try (RocksDbStore store = Stores.openOrCreate(folder)) {
      for (int i = 0; i < 200; i++) {
        Stores.put(store, "k" + i, "x".repeat(i * 50));
      }
    }
    for (int round = 0; round < 15; round++) {
      RocksDbStore store = Stores.openOrCreate(folder);
      List<Future<?>> readers = new ArrayList<>();
      try (ExecutorService threads = Executors.newCachedThreadPool()) {
        for (int i = 0; i < 3; i++) {
          readers.add(threads.submit(() -> readUntilClosed(store)));
        }
        store.scan(Scan.of(Stores.TABLE, Bytes.EMPTY, 1_000));
        store.close();
        for (Future<?> reader : readers) {
          reader.get();
        }
      }
    }
  }

  private static void readUntilClosed(RocksDbStore store) {
    try {
      while (true) {
        assertThat(store.scan(Scan.of(Stores.TABLE, Bytes.EMPTY, 1_000)).entries()).hasSize(200);
        assertThat(store.get(Stores.key("k199"))).isPresent();
        assertThat(store.getAll(List.of(Stores.key("k0"), Stores.key("k100")))).hasSize(2);
      }
    } catch (StoreException e) {
      assertThat(e.error()).isEqualTo(StoreError.CLOSED);
    }
  }
}

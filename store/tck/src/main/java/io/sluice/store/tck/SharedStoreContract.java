package io.sluice.store.tck;

import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.Limits;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.Transaction;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * What an engine promises besides that several processes may have open at once: together they are
 * one store. Each call goes to another one than the call before.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
public abstract class SharedStoreContract implements ConcurrencyContract {
  private @Nullable MetadataStore store;

  /** Opens the store of this test; called again, once more beside the first. */
  protected abstract MetadataStore open();

  @BeforeEach
  void openStores() {
    store = new Alternating(open(), open());
  }

  @AfterEach
  void closeStores() {
    store().close();
  }

  @Override
  public final MetadataStore store() {
    return Objects.requireNonNull(store);
  }

  private static final class Alternating implements MetadataStore {
    private final MetadataStore one;
    private final MetadataStore other;
    private final AtomicInteger calls = new AtomicInteger();

    Alternating(MetadataStore one, MetadataStore other) {
      this.one = one;
      this.other = other;
    }

    private MetadataStore next() {
      return calls.getAndIncrement() % 2 == 0 ? one : other;
    }

    @Override
    public Limits limits() {
      return one.limits();
    }

    @Override
    public Optional<Entry> get(Key key) {
      return next().get(key);
    }

    @Override
    public List<Optional<Entry>> getAll(List<Key> keys) {
      return next().getAll(keys);
    }

    @Override
    public Page scan(Scan scan) {
      return next().scan(scan);
    }

    @Override
    public long commit(Transaction transaction) {
      return next().commit(transaction);
    }

    @Override
    public void close() {
      one.close();
      other.close();
    }
  }
}

package io.sluice.store.tck;

import io.sluice.store.MetadataStore;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Everything that {@link MetadataStore} promises, for an engine or for a decorator around one. A
 * subclass only says how a store is opened.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
public abstract class MetadataStoreContract
    implements ReadContract,
        ScanContract,
        CommitContract,
        LimitsContract,
        ConcurrencyContract,
        CloseContract {
  private @Nullable MetadataStore store;

  /** Opens the store of this test, which is empty at first and nobody else's. */
  protected abstract MetadataStore open();

  /** How many random steps are compared with the model; less for an engine behind a network. */
  protected int trialSteps() {
    return 3_000;
  }

  @BeforeEach
  void openStore() {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store().close();
  }

  @Override
  public final MetadataStore store() {
    return Objects.requireNonNull(store);
  }

  /** Closes the store and opens it again. */
  final MetadataStore reopen() {
    store().close();
    store = open();
    return store;
  }

  @Test
  void itDoesWhatTheModelDoes() {
    new RandomTrial(Seed.choose(), store()).run(trialSteps());
  }
}

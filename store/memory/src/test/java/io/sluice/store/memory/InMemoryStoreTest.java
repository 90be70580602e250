package io.sluice.store.memory;

import io.sluice.store.MetadataStore;
import io.sluice.store.tck.MetadataStoreContract;

final class InMemoryStoreTest extends MetadataStoreContract {
  @Override
  protected MetadataStore open() {
    return new InMemoryStore();
  }
}

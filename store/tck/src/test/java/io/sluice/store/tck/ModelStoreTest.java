package io.sluice.store.tck;

import io.sluice.store.MetadataStore;

final class ModelStoreTest extends MetadataStoreContract {
  @Override
  protected MetadataStore open() {
    return new ModelStore();
  }
}

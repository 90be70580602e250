/**
 * The contract of {@link io.sluice.store.MetadataStore} as tests. The test of an engine, or of a
 * decorator, extends {@link io.sluice.store.tck.MetadataStoreContract}; that of a durable engine
 * {@link io.sluice.store.tck.DurableStoreContract}.
 */
@NullMarked
package io.sluice.store.tck;

import org.jspecify.annotations.NullMarked;

/** A metadata store on the heap: a real engine, for tests and for embedding. */
@NullMarked
package io.sluice.store.memory;

import org.jspecify.annotations.NullMarked;

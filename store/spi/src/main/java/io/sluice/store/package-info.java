/**
 * The metadata store: an ordered, transactional key-value store, and the SPI that its engines
 * implement.
 */
@NullMarked
package io.sluice.store;

import org.jspecify.annotations.NullMarked;

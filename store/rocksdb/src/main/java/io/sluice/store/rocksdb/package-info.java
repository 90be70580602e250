/**
 * A metadata store in a folder of the local disk, on RocksDB. {@link
 * io.sluice.store.rocksdb.RocksDbStore} is the engine; commits go through one thread that makes
 * many of them durable at once.
 */
@NullMarked
package io.sluice.store.rocksdb;

import org.jspecify.annotations.NullMarked;

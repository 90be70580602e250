/** What is asked of catalogs of tables: loads, creations and commits. */
@NullMarked
package io.sluice.bench.lake;

import org.jspecify.annotations.NullMarked;

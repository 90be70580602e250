/** What the catalog keeps in the store, and under which names. */
@NullMarked
package io.sluice.catalog.record;

import org.jspecify.annotations.NullMarked;

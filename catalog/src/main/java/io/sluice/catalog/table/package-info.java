/** Iceberg tables: how they come, change and go. */
@NullMarked
package io.sluice.catalog.table;

import org.jspecify.annotations.NullMarked;

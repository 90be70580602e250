/** Iceberg views: how they come, change and go. */
@NullMarked
package io.sluice.catalog.view;

import org.jspecify.annotations.NullMarked;

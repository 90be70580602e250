/** Catalogs, namespaces, and what tables and views have in common. */
@NullMarked
package io.sluice.catalog.entity;

import org.jspecify.annotations.NullMarked;

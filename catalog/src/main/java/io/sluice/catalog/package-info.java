/** The Iceberg REST catalog: tables, who may do what to them, and credentials for their files. */
@NullMarked
package io.sluice.catalog;

import org.jspecify.annotations.NullMarked;

/** Credentials for the files of tables: narrowed to them, kept ready, and used to sign. */
@NullMarked
package io.sluice.catalog.vending;

import org.jspecify.annotations.NullMarked;

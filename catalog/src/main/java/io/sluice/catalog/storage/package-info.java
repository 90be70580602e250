/** Where the files of tables lie, and credentials for them. */
@NullMarked
package io.sluice.catalog.storage;

import org.jspecify.annotations.NullMarked;

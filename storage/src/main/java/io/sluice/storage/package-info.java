/** Where bytes live, behind the SPI {@link io.sluice.storage.BlobStorage}. */
@NullMarked
package io.sluice.storage;

import org.jspecify.annotations.NullMarked;

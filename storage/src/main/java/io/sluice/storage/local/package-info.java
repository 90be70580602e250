/** Blobs as files in a folder of this machine. */
@NullMarked
package io.sluice.storage.local;

import org.jspecify.annotations.NullMarked;

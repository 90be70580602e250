/** Bytes on their way into objects: blobs under a lease, and the memory for small bodies. */
@NullMarked
package io.sluice.gateway.staging;

import org.jspecify.annotations.NullMarked;

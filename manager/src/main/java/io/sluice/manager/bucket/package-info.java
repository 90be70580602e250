/** Buckets, and the operations on them. */
@NullMarked
package io.sluice.manager.bucket;

import org.jspecify.annotations.NullMarked;

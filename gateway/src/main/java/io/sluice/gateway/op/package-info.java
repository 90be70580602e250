/** The operations of S3, one class each. */
@NullMarked
package io.sluice.gateway.op;

import org.jspecify.annotations.NullMarked;

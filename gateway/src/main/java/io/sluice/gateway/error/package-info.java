/** The errors of S3, and what becomes one. */
@NullMarked
package io.sluice.gateway.error;

import org.jspecify.annotations.NullMarked;

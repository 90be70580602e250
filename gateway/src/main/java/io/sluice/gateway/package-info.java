/** The S3 front door: from a request to its operation, and from the outcome to the answer. */
@NullMarked
package io.sluice.gateway;

import org.jspecify.annotations.NullMarked;

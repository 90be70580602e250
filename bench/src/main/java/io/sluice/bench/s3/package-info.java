/** S3 requests, signed and encoded before anything is measured. */
@NullMarked
package io.sluice.bench.s3;

import org.jspecify.annotations.NullMarked;

/** A request as S3 sees it: which bucket, which key, which parameters. */
@NullMarked
package io.sluice.gateway.request;

import org.jspecify.annotations.NullMarked;

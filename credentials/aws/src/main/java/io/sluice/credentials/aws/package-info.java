/**
 * Credentials providers for the AWS SDK v2 that never make a request wait. They need neither the
 * STS client nor an HTTP implementation of the SDK.
 */
@NullMarked
package io.sluice.credentials.aws;

import org.jspecify.annotations.NullMarked;

/**
 * For tests: a clock to turn by hand, and issuers of credentials on a loopback port that can be
 * slow, throttled, hanging and wrong.
 */
@NullMarked
package io.sluice.credentials.testing;

import org.jspecify.annotations.NullMarked;

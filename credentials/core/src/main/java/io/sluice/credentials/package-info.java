/**
 * Credentials without latency: a value that expires, held ready and refreshed in the background, so
 * that reading it never waits.
 */
@NullMarked
package io.sluice.credentials;

import org.jspecify.annotations.NullMarked;

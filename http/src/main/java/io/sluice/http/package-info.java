/**
 * The seam to the HTTP server: exchanges, handlers, limits. No other module names the HTTP library.
 */
@NullMarked
package io.sluice.http;

import org.jspecify.annotations.NullMarked;

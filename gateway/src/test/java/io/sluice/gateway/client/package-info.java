/**
 * A client of S3 that shares no code with the server: it says exactly what a test tells it to, byte
 * for byte, and shows exactly what came back.
 */
@NullMarked
package io.sluice.gateway.client;

import org.jspecify.annotations.NullMarked;

/** Metrics of suppliers for Micrometer, which is an optional dependency. */
@NullMarked
package io.sluice.credentials.micrometer;

import org.jspecify.annotations.NullMarked;

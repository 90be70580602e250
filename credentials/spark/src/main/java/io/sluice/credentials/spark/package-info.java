/** Credentials for Spark: fetched by the driver, handed to the executors. */
@NullMarked
package io.sluice.credentials.spark;

import org.jspecify.annotations.NullMarked;

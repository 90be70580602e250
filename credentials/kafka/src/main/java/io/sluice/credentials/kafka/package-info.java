/** Credentials for connectors of Kafka Connect. */
@NullMarked
package io.sluice.credentials.kafka;

import org.jspecify.annotations.NullMarked;

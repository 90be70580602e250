/** What is asked of the systems. */
@NullMarked
package io.sluice.bench.scenario;

import org.jspecify.annotations.NullMarked;

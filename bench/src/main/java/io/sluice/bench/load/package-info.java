/** One load generator for all systems: connections, pace, answers that are checked. */
@NullMarked
package io.sluice.bench.load;

import org.jspecify.annotations.NullMarked;

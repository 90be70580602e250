/** The systems that are measured: starting them, what they cost, stopping them. */
@NullMarked
package io.sluice.bench.system;

import org.jspecify.annotations.NullMarked;

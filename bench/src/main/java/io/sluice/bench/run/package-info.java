/** A run: products and scenarios in turn, and what comes of it. */
@NullMarked
package io.sluice.bench.run;

import org.jspecify.annotations.NullMarked;

/** The hot paths, each alone. */
@NullMarked
package io.sluice.bench.jmh;

import org.jspecify.annotations.NullMarked;

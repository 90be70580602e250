/** The command that measures. */
@NullMarked
package io.sluice.bench;

import org.jspecify.annotations.NullMarked;

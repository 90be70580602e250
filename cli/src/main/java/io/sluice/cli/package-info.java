/** The sluice command, and the composition root of every process. */
@NullMarked
package io.sluice.cli;

import org.jspecify.annotations.NullMarked;

/** The whole lake: a server, and real engines that know its catalog and a principal of theirs. */
@NullMarked
package io.sluice.cli.lake;

import org.jspecify.annotations.NullMarked;

/** The processes that serve. */
@NullMarked
package io.sluice.cli.server;

import org.jspecify.annotations.NullMarked;

/** What commands ask of a server that runs. */
@NullMarked
package io.sluice.cli.client;

import org.jspecify.annotations.NullMarked;

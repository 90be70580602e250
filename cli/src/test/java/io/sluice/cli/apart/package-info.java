/** Gateways and managers in processes of their own, and what comes between them. */
@NullMarked
package io.sluice.cli.apart;

import org.jspecify.annotations.NullMarked;

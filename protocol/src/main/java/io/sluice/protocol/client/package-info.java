/** How gateways, catalogs and commands ask a manager. */
@NullMarked
package io.sluice.protocol.client;

import org.jspecify.annotations.NullMarked;

/** Signatures as both sides of the protocol compute them. */
@NullMarked
package io.sluice.protocol.sign;

import org.jspecify.annotations.NullMarked;

/** The bytes of a request, decoded and checked as they stream. */
@NullMarked
package io.sluice.gateway.body;

import org.jspecify.annotations.NullMarked;

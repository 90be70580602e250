/** Who signed a request, and how: everything that can be known without a secret. */
@NullMarked
package io.sluice.gateway.auth;

import org.jspecify.annotations.NullMarked;

/** Secrets, and how they are kept. */
@NullMarked
package io.sluice.manager.secret;

import org.jspecify.annotations.NullMarked;

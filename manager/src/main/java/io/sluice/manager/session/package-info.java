/** Sessions: short-lived credentials that say themselves what they are good for. */
@NullMarked
package io.sluice.manager.session;

import org.jspecify.annotations.NullMarked;

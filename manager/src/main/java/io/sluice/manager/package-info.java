/** The process that owns metadata: who may do what, and where everything is. */
@NullMarked
package io.sluice.manager;

import org.jspecify.annotations.NullMarked;

/** Principals: who they are, and the operations that change them. */
@NullMarked
package io.sluice.manager.principal;

import org.jspecify.annotations.NullMarked;

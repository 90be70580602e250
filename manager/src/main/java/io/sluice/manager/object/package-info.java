/** Objects and their contents, and the operations on them. */
@NullMarked
package io.sluice.manager.object;

import org.jspecify.annotations.NullMarked;

/** Uploads in parts, and the operations on them. */
@NullMarked
package io.sluice.manager.upload;

import org.jspecify.annotations.NullMarked;

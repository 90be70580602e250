/** Azure tokens that are ready before they are asked for. */
@NullMarked
package io.sluice.credentials.azure;

import org.jspecify.annotations.NullMarked;

/** Google tokens that are ready before they are asked for. */
@NullMarked
package io.sluice.credentials.gcp;

import org.jspecify.annotations.NullMarked;

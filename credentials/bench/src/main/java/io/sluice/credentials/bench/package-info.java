/** The library side by side with the SDK's own providers. */
@NullMarked
package io.sluice.credentials.bench;

import org.jspecify.annotations.NullMarked;

/** Settings: what there is to set, and where each value comes from. */
@NullMarked
package io.sluice.cli.config;

import org.jspecify.annotations.NullMarked;

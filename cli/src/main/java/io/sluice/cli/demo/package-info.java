/** Shows in a minute what the catalog and its vended credentials do. */
@NullMarked
package io.sluice.cli.demo;

import org.jspecify.annotations.NullMarked;

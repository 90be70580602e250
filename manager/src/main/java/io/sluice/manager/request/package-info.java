/**
 * One request on its way: whom it is from, what it reads, how it is refused and how it is tried
 * again.
 */
@NullMarked
package io.sluice.manager.request;

import org.jspecify.annotations.NullMarked;

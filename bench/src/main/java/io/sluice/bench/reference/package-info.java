/** What costs are compared with. */
@NullMarked
package io.sluice.bench.reference;

import org.jspecify.annotations.NullMarked;

/**
 * Stage, commit, reap: the leases that staged bytes are under, and what removes bytes that nothing
 * refers to.
 */
@NullMarked
package io.sluice.manager.staging;

import org.jspecify.annotations.NullMarked;

/** What the manager keeps in the store: records, and the keys that they are kept under. */
@NullMarked
package io.sluice.manager.record;

import org.jspecify.annotations.NullMarked;

/** The operations of the security token service: sessions for those who sign for them. */
@NullMarked
package io.sluice.manager.sts;

import org.jspecify.annotations.NullMarked;

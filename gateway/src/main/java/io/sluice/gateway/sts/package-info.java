/** The security token service: sessions for those who sign for them, at the address of S3. */
@NullMarked
package io.sluice.gateway.sts;

import org.jspecify.annotations.NullMarked;

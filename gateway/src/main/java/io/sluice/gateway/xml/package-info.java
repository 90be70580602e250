/** The XML of S3, read strictly and written fast. */
@NullMarked
package io.sluice.gateway.xml;

import org.jspecify.annotations.NullMarked;

/** Who asks: access tokens of Sluice's own, and those of issuers that it trusts. */
@NullMarked
package io.sluice.catalog.oauth;

import org.jspecify.annotations.NullMarked;

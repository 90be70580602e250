/** The management API: catalogs, principals, roles and grants, in the shapes of Polaris. */
@NullMarked
package io.sluice.catalog.management;

import org.jspecify.annotations.NullMarked;

/** Who may do what in a catalog: principals, roles, privileges and grants, as in Polaris. */
@NullMarked
package io.sluice.catalog.access;

import org.jspecify.annotations.NullMarked;

package io.sluice.catalog.vending;

/** Issues credentials that may do what a scope says, and nothing else. */
@FunctionalInterface
interface Vendor {
  /**
   * Issues them; may take as long as a call over a network.
   *
   * @throws org.apache.iceberg.exceptions.ForbiddenException if the recipient can have none
   * @throws org.apache.iceberg.exceptions.ServiceUnavailableException if nobody could be asked
   */
  Vended issue(VendRequest request);

  /** Whether what was issued still counts; where nobody can tell, it does until it expires. */
  default boolean stands(VendRequest request, Vended vended) {
    return true;
  }
}

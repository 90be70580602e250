package io.sluice.catalog.access;

/**
 * Who asks, for as long as this one request is done. Rights are those that the store holds at this
 * moment; each refusal names the missing privilege in the audit log and nowhere else.
 */
public interface Actor {
  /** The name of the principal. */
  String name();

  /**
   * Requires a privilege.
   *
   * @throws org.apache.iceberg.exceptions.ForbiddenException if it is not granted
   */
  void require(Privilege privilege, Securable securable);

  /** Whether a privilege is granted; a refusal is not an event for the audit log. */
  boolean may(Privilege privilege, Securable securable);
}

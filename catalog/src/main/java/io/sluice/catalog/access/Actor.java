package io.sluice.catalog.access;

import java.util.List;

/**
 * Who asks, for as long as this one request is done. Rights are those that the store holds at this
 * moment; each refusal names the missing privilege in the audit log and nowhere else.
 */
public interface Actor {
  /** The name of the principal. */
  String name();

  /** The principal's id as a client, which is that of its S3 access key, too. */
  String accessKeyId();

  /**
   * Requires a privilege.
   *
   * @throws org.apache.iceberg.exceptions.ForbiddenException if it is not granted
   */
  void require(Privilege privilege, Securable securable);

  /** Whether a privilege is granted; a refusal is not an event for the audit log. */
  boolean may(Privilege privilege, Securable securable);

  /**
   * What grants a privilege: one path from the principal over its roles, as of one moment.
   * Credentials that are issued because of it are good for as long as no counter changes.
   *
   * @throws org.apache.iceberg.exceptions.ForbiddenException if it is not granted
   */
  List<Guard> guards(Privilege privilege, Securable securable);
}

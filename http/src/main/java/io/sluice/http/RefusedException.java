package io.sluice.http;

/**
 * Leaves the depth of a parser; it has no stack trace, for whoever sends nonsense may send much.
 */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  final Rejection rejection;

  RefusedException(Rejection rejection) {
    super(rejection.name(), null, false, false);
    this.rejection = rejection;
  }
}

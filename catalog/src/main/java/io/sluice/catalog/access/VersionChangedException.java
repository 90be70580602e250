package io.sluice.catalog.access;

/** Roles or grants have changed since one began to read them; whoever reads begins again. */
final class VersionChangedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  VersionChangedException() {
    super("roles have changed meanwhile", null, false, false);
  }
}

package io.sluice.catalog.entity;

import org.apache.iceberg.exceptions.ForbiddenException;

/** A location overlaps with that of another table or view. */
public final class LocationTakenException extends ForbiddenException {
  private static final long serialVersionUID = 1;

  LocationTakenException(String location) {
    super("the location %s overlaps with that of another table or view", location);
  }
}

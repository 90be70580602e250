package io.sluice.catalog.access;

import io.sluice.http.Exchange;

/** Finds out who asks, by what the request carries and by what the store holds at this moment. */
@FunctionalInterface
public interface Authentication {
  /**
   * Finds out who asks.
   *
   * @throws org.apache.iceberg.exceptions.NotAuthorizedException if that is not proven
   */
  Actor authenticate(Exchange exchange);
}

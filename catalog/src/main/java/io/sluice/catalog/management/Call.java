package io.sluice.catalog.management;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.catalog.access.Actor;
import io.sluice.catalog.access.Privilege;
import io.sluice.catalog.access.Securable;
import io.sluice.http.Exchange;
import io.sluice.http.PathParameters;
import io.sluice.http.Response;
import java.io.IOException;
import org.apache.iceberg.exceptions.BadRequestException;

/** A request of the management API, and who makes it. */
record Call(Exchange exchange, PathParameters parameters, Actor actor) {
  /** Answers a request, or throws what {@link Errors} knows. */
  @FunctionalInterface
  interface Operation {
    Response handle(Call call) throws IOException;
  }

  String name(String parameter) {
    return parameters
        .decoded(parameter)
        .orElseThrow(() -> new BadRequestException("the path is not percent-encoded UTF-8"));
  }

  JsonNode body() throws IOException {
    return Json.read(exchange);
  }

  /** Requires a privilege on all of Sluice. */
  void require(Privilege privilege) {
    actor.require(privilege, new Securable.Root());
  }

  void require(Privilege privilege, Securable securable) {
    actor.require(privilege, securable);
  }

  /** Requires a privilege on the catalog that the path names. */
  String requireOnCatalog(Privilege privilege) {
    String catalog = name("catalog");
    actor.require(privilege, new Securable.OfCatalog(catalog));
    return catalog;
  }
}

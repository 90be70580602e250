package io.sluice.catalog.management;

import io.sluice.catalog.access.Authentication;
import io.sluice.catalog.access.CatalogDirectory;
import io.sluice.catalog.access.CatalogRoles;
import io.sluice.catalog.access.ContentDirectory;
import io.sluice.catalog.access.PrincipalRoles;
import io.sluice.catalog.storage.StorageProfiles;
import io.sluice.catalog.vending.StorageCheck;
import io.sluice.http.Exchange;
import io.sluice.http.PathParameters;
import io.sluice.http.Response;
import io.sluice.http.Routes.Route;
import io.sluice.manager.principal.PrincipalStore;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** The management API as routes: who asks is found out, then may do it or not. */
public final class ManagementApi {
  private static final String BASE = "/api/management/v1";

  private final Authentication authentication;
  private final CatalogsApi catalogs;
  private final PrincipalsApi principals;
  private final PrincipalRolesApi principalRoles;
  private final CatalogRolesApi catalogRoles;
  private final GrantsApi grants;
  private final StorageProfilesApi storageProfiles;

  /** What the API reads and changes. */
  public record Parts(
      CatalogDirectory catalogs,
      ContentDirectory contents,
      PrincipalStore principals,
      PrincipalRoles principalRoles,
      CatalogRoles catalogRoles,
      StorageProfiles storageProfiles,
      StorageCheck storageCheck) {}

  public ManagementApi(Authentication authentication, Parts parts) {
    this.authentication = authentication;
    this.catalogs = new CatalogsApi(parts.catalogs(), parts.catalogRoles());
    this.principals = new PrincipalsApi(parts.principals(), parts.principalRoles());
    this.principalRoles = new PrincipalRolesApi(parts.principalRoles(), parts.catalogRoles());
    this.catalogRoles = new CatalogRolesApi(parts.catalogRoles());
    this.grants = new GrantsApi(parts.catalogRoles(), parts.contents());
    this.storageProfiles = new StorageProfilesApi(parts.storageProfiles(), parts.storageCheck());
  }

  /** All of them; they answer whatever goes wrong, too. */
  public List<Route> routes() {
    return Stream.of(
            ofCatalogs(), ofPrincipals(), ofPrincipalRoles(), ofCatalogRoles(), ofStorageProfiles())
        .flatMap(List::stream)
        .toList();
  }

  private List<Route> ofCatalogs() {
    String one = "/catalogs/{catalog}";
    return List.of(
        route("GET", "/catalogs", catalogs::list),
        route("POST", "/catalogs", catalogs::create),
        route("GET", one, catalogs::get),
        route("PUT", one, catalogs::update),
        route("DELETE", one, catalogs::delete));
  }

  private List<Route> ofPrincipals() {
    String one = "/principals/{principal}";
    return List.of(
        route("GET", "/principals", principals::list),
        route("POST", "/principals", principals::create),
        route("GET", one, principals::get),
        route("PUT", one, principals::update),
        route("DELETE", one, principals::delete),
        route("POST", one + "/rotate", principals::rotate),
        route("POST", one + "/reset", principals::reset),
        route("GET", one + "/principal-roles", principals::listRoles),
        route("PUT", one + "/principal-roles", principals::assignRole),
        route("DELETE", one + "/principal-roles/{role}", principals::unassignRole));
  }

  private List<Route> ofPrincipalRoles() {
    String one = "/principal-roles/{role}";
    String inCatalog = one + "/catalog-roles/{catalog}";
    return List.of(
        route("GET", "/principal-roles", principalRoles::list),
        route("POST", "/principal-roles", principalRoles::create),
        route("GET", one, principalRoles::get),
        route("PUT", one, principalRoles::update),
        route("DELETE", one, principalRoles::delete),
        route("GET", one + "/principals", principalRoles::listPrincipals),
        route("GET", inCatalog, principalRoles::listCatalogRoles),
        route("PUT", inCatalog, principalRoles::assignCatalogRole),
        route("DELETE", inCatalog + "/{catalogRole}", principalRoles::unassignCatalogRole));
  }

  private List<Route> ofCatalogRoles() {
    String all = "/catalogs/{catalog}/catalog-roles";
    String one = all + "/{role}";
    return List.of(
        route("GET", all, catalogRoles::list),
        route("POST", all, catalogRoles::create),
        route("GET", one, catalogRoles::get),
        route("PUT", one, catalogRoles::update),
        route("DELETE", one, catalogRoles::delete),
        route("GET", one + "/principal-roles", catalogRoles::listPrincipalRoles),
        route("GET", one + "/grants", grants::list),
        route("PUT", one + "/grants", grants::grant),
        route("POST", one + "/grants", grants::revoke));
  }

  /** Polaris has none of these. */
  private List<Route> ofStorageProfiles() {
    String one = "/storage-profiles/{profile}";
    return List.of(
        route("GET", "/storage-profiles", storageProfiles::list),
        route("POST", "/storage-profiles", storageProfiles::create),
        route("GET", one, storageProfiles::get),
        route("PUT", one, storageProfiles::replace),
        route("DELETE", one, storageProfiles::delete),
        route("POST", one + "/test", storageProfiles::test));
  }

  private Route route(String method, String path, Call.Operation operation) {
    return new Route(
        method, BASE + path, (exchange, parameters) -> handle(exchange, parameters, operation));
  }

  private Response handle(Exchange exchange, PathParameters parameters, Call.Operation operation)
      throws IOException {
    try {
      return operation.handle(
          new Call(exchange, parameters, authentication.authenticate(exchange)));
    } catch (RuntimeException e) {
      return Errors.of(e);
    }
  }
}

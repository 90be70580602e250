package io.sluice.catalog.rest;

import static io.sluice.catalog.rest.Operation.change;
import static io.sluice.catalog.rest.Operation.read;

import io.sluice.catalog.access.Privilege;
import io.sluice.catalog.entity.Contents.Extent;
import io.sluice.catalog.entity.Entities;
import io.sluice.catalog.entity.Found;
import io.sluice.catalog.entity.LocationTakenException;
import io.sluice.catalog.entity.Paging;
import io.sluice.catalog.storage.TableStorage.Access;
import io.sluice.catalog.table.TableForm;
import io.sluice.catalog.table.TableLocations;
import io.sluice.catalog.view.ViewForm;
import io.sluice.http.Headers;
import io.sluice.http.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.requests.CreateViewRequest;
import org.apache.iceberg.rest.requests.RegisterViewRequest;
import org.apache.iceberg.rest.requests.RenameTableRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.ListTablesResponse;
import org.apache.iceberg.util.LocationUtil;
import org.apache.iceberg.view.ViewMetadata;

/** What can be done to views. */
final class ViewOperations {
  private static final String ALL = "/namespaces/{namespace}/views";
  private static final String ONE = "/namespaces/{namespace}/views/{view}";

  private final ViewForm form = new ViewForm();
  private final TableForm tables = new TableForm();
  private final Entities entities;
  private final TableLocations locations;

  ViewOperations(Entities entities, TableLocations locations) {
    this.entities = entities;
    this.locations = locations;
  }

  List<Operation> operations() {
    return List.of(
        read("GET", ALL, c -> c.require(Privilege.VIEW_LIST, c.onNamespace()), this::list),
        change("POST", ALL, c -> c.require(Privilege.VIEW_CREATE, c.onNamespace()), this::create),
        change(
            "POST",
            "/namespaces/{namespace}/register-view",
            c -> c.require(Privilege.VIEW_CREATE, c.onNamespace()),
            this::register),
        read("GET", ONE, this::mayLoad, this::load),
        read("HEAD", ONE, c -> c.require(Privilege.VIEW_LIST, c.onView(c.view())), this::exists),
        change(
            "POST",
            ONE,
            c -> c.require(Privilege.VIEW_WRITE_PROPERTIES, c.onView(c.view())),
            this::replace),
        change("DELETE", ONE, c -> c.require(Privilege.VIEW_DROP, c.onView(c.view())), this::drop),
        change("POST", "/views/rename", ViewOperations::mayRename, this::rename));
  }

  /**
   * Who may load the table of a name may know that it is no view's: Trino asks for the view first,
   * and for the table only where it is told that there is none.
   */
  private void mayLoad(Call call) {
    TableIdentifier name = call.view();
    if (!call.may(Privilege.VIEW_READ_PROPERTIES, call.onView(name))
        && call.may(Privilege.TABLE_READ_PROPERTIES, call.onTable(name))
        && entities.find(call.catalog(), name, tables).isPresent()) {
      throw form.missing(name);
    }
    call.require(Privilege.VIEW_READ_PROPERTIES, call.onView(name));
  }

  private static void mayRename(Call call) {
    RenameTableRequest request = call.request(RenameTableRequest.class);
    call.require(Privilege.VIEW_DROP, call.onView(request.source()));
    call.require(Privilege.VIEW_CREATE, call.onNamespace(request.destination().namespace()));
  }

  private Response list(Call call) {
    Paging.Listed<TableIdentifier> listed =
        entities.list(call.catalog(), call.namespace(), form, call.paging());
    return Json.ok(
        ListTablesResponse.builder()
            .addAll(listed.items())
            .nextPageToken(listed.next().orElse(null))
            .build());
  }

  private Response create(Call call) {
    CreateViewRequest request = call.request(CreateViewRequest.class);
    TableIdentifier view = TableIdentifier.of(call.namespace(), request.name());
    entities.requireFree(call.catalog(), view, form);
    String asked = request.location();
    String location =
        asked == null
            ? locations.location(call.catalog(), view)
            : LocationUtil.stripTrailingSlash(asked);
    Found found;
    try {
      found = create(call, view, request, location);
    } catch (LocationTakenException e) {
      if (asked != null) {
        throw e;
      }
      found = create(call, view, request, TableLocations.another(location));
    }
    return respond(call, view, found);
  }

  private Found create(
      Call call, TableIdentifier view, CreateViewRequest request, String location) {
    ViewMetadata metadata =
        ViewMetadata.builder()
            .assignUUID(UUID.randomUUID().toString())
            .setLocation(location)
            .setProperties(request.properties())
            .setCurrentVersion(request.viewVersion(), request.schema())
            .build();
    return entities.create(call.catalog(), view, form, metadata, call.once());
  }

  private Response register(Call call) {
    RegisterViewRequest request = call.request(RegisterViewRequest.class);
    TableIdentifier view = TableIdentifier.of(call.namespace(), request.name());
    Found found =
        entities.register(
            call.catalog(),
            view,
            form,
            request.metadataLocation(),
            Entities.Existing.KEEP,
            call.once());
    return respond(call, view, found);
  }

  private Response load(Call call) {
    return again(call, call.view());
  }

  /** What was answered to a request that has been done before. */
  Response again(Call call, TableIdentifier view) {
    return respond(call, view, entities.require(call.catalog(), view, form));
  }

  private Response respond(Call call, TableIdentifier view, Found found) {
    Entities.Loaded loaded = entities.load(call.catalog(), view, form, found, Extent.WHOLE);
    return Rendering.response(
        loaded.found().record().getMetadataLocation(),
        loaded.json(),
        new Access(Map.of(), List.of()),
        "");
  }

  private Response exists(Call call) {
    Found _ = entities.require(call.catalog(), call.view(), form);
    return Response.empty(204, Headers.NONE);
  }

  private Response replace(Call call) {
    TableIdentifier view = call.view();
    UpdateTableRequest request = call.request(UpdateTableRequest.class);
    TableOperations.requireSame(request.identifier(), view);
    Found found = entities.commit(call.catalog(), view, form, request, call.once());
    return respond(call, view, found);
  }

  private Response drop(Call call) {
    entities.drop(call.catalog(), call.view(), form, Entities.Files.PURGE, call.once());
    return Response.empty(204, Headers.NONE);
  }

  private Response rename(Call call) {
    RenameTableRequest request = call.request(RenameTableRequest.class);
    entities.rename(call.catalog(), request.source(), request.destination(), form, call.once());
    return Response.empty(204, Headers.NONE);
  }
}

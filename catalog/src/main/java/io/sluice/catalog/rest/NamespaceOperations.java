package io.sluice.catalog.rest;

import static io.sluice.catalog.rest.Operation.change;
import static io.sluice.catalog.rest.Operation.read;

import io.sluice.catalog.access.Privilege;
import io.sluice.catalog.entity.Namespaces;
import io.sluice.catalog.entity.Paging;
import io.sluice.catalog.storage.Placement;
import io.sluice.catalog.storage.TableStorage;
import io.sluice.catalog.table.TableLocations;
import io.sluice.http.Headers;
import io.sluice.http.Response;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.UnprocessableEntityException;
import org.apache.iceberg.rest.requests.CreateNamespaceRequest;
import org.apache.iceberg.rest.requests.UpdateNamespacePropertiesRequest;
import org.apache.iceberg.rest.responses.CreateNamespaceResponse;
import org.apache.iceberg.rest.responses.GetNamespaceResponse;
import org.apache.iceberg.rest.responses.ListNamespacesResponse;
import org.apache.iceberg.rest.responses.UpdateNamespacePropertiesResponse;

/** What can be done to namespaces. */
final class NamespaceOperations {
  private static final String ALL = "/namespaces";
  private static final String ONE = "/namespaces/{namespace}";

  private final Namespaces namespaces;
  private final TableStorage storage;
  private final TableLocations locations;

  NamespaceOperations(Namespaces namespaces, TableStorage storage, TableLocations locations) {
    this.namespaces = namespaces;
    this.storage = storage;
    this.locations = locations;
  }

  List<Operation> operations() {
    return List.of(
        read(
            "GET",
            ALL,
            call -> call.require(Privilege.NAMESPACE_LIST, call.on(parent(call))),
            this::list),
        change(
            "POST",
            ALL,
            call -> call.require(Privilege.NAMESPACE_CREATE, call.on(parent(created(call)))),
            this::create),
        read(
            "GET",
            ONE,
            call -> call.require(Privilege.NAMESPACE_READ_PROPERTIES, call.onNamespace()),
            this::load),
        read(
            "HEAD",
            ONE,
            call -> call.require(Privilege.NAMESPACE_LIST, call.onNamespace()),
            this::exists),
        change(
            "DELETE",
            ONE,
            call -> call.require(Privilege.NAMESPACE_DROP, call.onNamespace()),
            this::drop),
        change(
            "POST",
            ONE + "/properties",
            call -> call.require(Privilege.NAMESPACE_WRITE_PROPERTIES, call.onNamespace()),
            this::update));
  }

  private static Namespace parent(Call call) {
    String parent = call.query("parent");
    return parent == null || parent.isEmpty() ? Namespace.empty() : Call.namespace(parent);
  }

  private static Namespace parent(Namespace namespace) {
    return namespace.isEmpty()
        ? namespace
        : Namespace.of(Arrays.copyOf(namespace.levels(), namespace.length() - 1));
  }

  private static Namespace created(Call call) {
    return call.request(CreateNamespaceRequest.class).namespace();
  }

  private Response list(Call call) {
    Paging.Listed<Namespace> listed =
        namespaces.list(call.catalog().getId(), parent(call), call.paging());
    return Json.ok(
        ListNamespacesResponse.builder()
            .addAll(listed.items())
            .nextPageToken(listed.next().orElse(null))
            .build());
  }

  private Response create(Call call) {
    CreateNamespaceRequest request = call.request(CreateNamespaceRequest.class);
    requireAllowed(call, request.properties());
    Map<String, String> properties =
        namespaces.create(
            call.catalog(),
            request.namespace(),
            request.properties(),
            call.once(),
            created -> created(request.namespace(), created));
    return Json.response(200, created(request.namespace(), properties));
  }

  /** So that it is refused to who names a profile, not only to who creates a table. */
  private void requireAllowed(Call call, Map<String, String> properties) {
    String profile = properties.getOrDefault(Placement.PROPERTY, "");
    if (!profile.isEmpty()) {
      storage.requireAllowed(
          new Placement(call.catalog().getName(), profile),
          call.catalog().getDefaultBaseLocation());
    }
  }

  private static byte[] created(Namespace namespace, Map<String, String> properties) {
    return Json.bytes(
        CreateNamespaceResponse.builder()
            .withNamespace(namespace)
            .setProperties(properties)
            .build());
  }

  /**
   * With the location even where it is not the namespace's own: Trino takes it from here, and
   * without one cannot tell a table that it has just created from one that was there.
   */
  private Response load(Call call) {
    Namespace namespace = call.namespace();
    Map<String, String> properties =
        new HashMap<>(namespaces.properties(call.catalog().getId(), namespace));
    locations
        .location(call.catalog(), namespace)
        .ifPresent(location -> properties.putIfAbsent(TableLocations.LOCATION, location));
    return Json.ok(
        GetNamespaceResponse.builder().withNamespace(namespace).setProperties(properties).build());
  }

  private Response exists(Call call) {
    if (!namespaces.exists(call.catalog().getId(), call.namespace())) {
      throw new NoSuchNamespaceException("Namespace does not exist: %s", call.namespace());
    }
    return Response.empty(204, Headers.NONE);
  }

  private Response drop(Call call) {
    namespaces.drop(call.catalog(), call.namespace(), call.once());
    return Response.empty(204, Headers.NONE);
  }

  private Response update(Call call) {
    UpdateNamespacePropertiesRequest request = call.request(UpdateNamespacePropertiesRequest.class);
    if (request.removals().stream().anyMatch(request.updates()::containsKey)) {
      throw new UnprocessableEntityException("a property is both to be set and to be removed");
    }
    requireAllowed(call, request.updates());
    Namespaces.Changed changed =
        namespaces.update(
            call.catalog().getId(),
            call.namespace(),
            request.updates(),
            request.removals(),
            call.once(),
            NamespaceOperations::changed);
    return Json.response(200, changed(changed));
  }

  private static byte[] changed(Namespaces.Changed changed) {
    return Json.bytes(
        UpdateNamespacePropertiesResponse.builder()
            .addUpdated(changed.updated())
            .addRemoved(changed.removed())
            .addMissing(changed.missing())
            .build());
  }
}

package io.sluice.catalog.rest;

import static io.sluice.catalog.rest.Operation.change;
import static io.sluice.catalog.rest.Operation.read;

import io.sluice.catalog.access.Privilege;
import io.sluice.catalog.entity.Contents.Extent;
import io.sluice.catalog.entity.Entities;
import io.sluice.catalog.entity.Found;
import io.sluice.catalog.entity.LocationTakenException;
import io.sluice.catalog.entity.Paging;
import io.sluice.catalog.entity.StagedTables;
import io.sluice.catalog.record.EntityRecord;
import io.sluice.catalog.rest.Rendering.Laid;
import io.sluice.catalog.storage.Signing;
import io.sluice.catalog.storage.TableStorage.Access;
import io.sluice.catalog.storage.TableStorage.Mode;
import io.sluice.catalog.table.TableForm;
import io.sluice.catalog.table.TableLocations;
import io.sluice.http.Headers;
import io.sluice.http.Response;
import io.sluice.store.Bytes;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.rest.requests.CommitTransactionRequest;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.RegisterTableRequest;
import org.apache.iceberg.rest.requests.RemoteSignRequest;
import org.apache.iceberg.rest.requests.RenameTableRequest;
import org.apache.iceberg.rest.requests.ReportMetricsRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.ListTablesResponse;
import org.apache.iceberg.util.LocationUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What can be done to tables. */
final class TableOperations {
  private static final Logger LOG = LoggerFactory.getLogger(TableOperations.class);

  private static final String ALL = "/namespaces/{namespace}/tables";
  private static final String ONE = "/namespaces/{namespace}/tables/{table}";
  private static final int MAX_CHANGES = 100;

  private final TableForm form = new TableForm();
  private final Entities entities;
  private final TableLocations locations;
  private final StagedTables staged;
  private final Rendering rendering;
  private final Signing signing;
  private final Runnable purgeWanted;
  private final LongAdder reports = new LongAdder();

  TableOperations(
      Entities entities,
      TableLocations locations,
      StagedTables staged,
      Rendering rendering,
      Signing signing,
      Runnable purgeWanted) {
    this.entities = entities;
    this.locations = locations;
    this.staged = staged;
    this.rendering = rendering;
    this.signing = signing;
    this.purgeWanted = purgeWanted;
  }

  List<Operation> operations() {
    return List.of(
        read("GET", ALL, c -> c.require(Privilege.TABLE_LIST, c.onNamespace()), this::list),
        change("POST", ALL, this::mayCreate, this::create),
        change("POST", "/namespaces/{namespace}/register", this::mayRegister, this::register),
        read("GET", ONE, this::mayLoad, this::load),
        read("HEAD", ONE, c -> c.require(Privilege.TABLE_LIST, c.onTable(c.table())), this::exists),
        change("POST", ONE, TableOperations::mayCommit, this::commit),
        change("DELETE", ONE, TableOperations::mayDrop, this::drop),
        read("GET", ONE + "/credentials", TableOperations::mayReach, this::credentials),
        read("POST", ONE + "/sign", TableOperations::mayReach, this::sign),
        read("POST", ONE + "/metrics", TableOperations::mayReport, this::report),
        change("POST", "/tables/rename", TableOperations::mayRename, this::rename),
        change("POST", "/transactions/commit", TableOperations::mayTransact, this::transact));
  }

  // ---- what is needed

  private void mayCreate(Call call) {
    call.require(Privilege.TABLE_CREATE, call.onNamespace());
    if (Rendering.mode(call) != Mode.NONE) {
      call.require(Privilege.TABLE_WRITE_DATA, call.onNamespace());
    }
  }

  private void mayRegister(Call call) {
    call.require(Privilege.TABLE_CREATE, call.onNamespace());
    RegisterTableRequest request = call.request(RegisterTableRequest.class);
    if (request.overwrite()) {
      TableIdentifier table = TableIdentifier.of(call.namespace(), request.name());
      call.require(Privilege.TABLE_WRITE_PROPERTIES, call.onTable(table));
    }
  }

  private void mayLoad(Call call) {
    call.require(Privilege.TABLE_READ_PROPERTIES, call.onTable(call.table()));
    Rendering.requireFiles(call, call.table());
  }

  private static void mayCommit(Call call) {
    mayCommit(call, call.table(), call.request(UpdateTableRequest.class));
  }

  private static void mayCommit(Call call, TableIdentifier table, UpdateTableRequest request) {
    if (creates(request)) {
      call.require(Privilege.TABLE_CREATE, call.onNamespace(table.namespace()));
    } else {
      call.requireAny(
          Privilege.TABLE_WRITE_PROPERTIES, Privilege.TABLE_WRITE_DATA, call.onTable(table));
    }
  }

  private static boolean creates(UpdateTableRequest request) {
    return request.requirements().stream()
        .anyMatch(UpdateRequirement.AssertTableDoesNotExist.class::isInstance);
  }

  private static void mayDrop(Call call) {
    call.require(Privilege.TABLE_DROP, call.onTable(call.table()));
    if (purges(call)) {
      call.require(Privilege.TABLE_WRITE_DATA, call.onTable(call.table()));
    }
  }

  private static boolean purges(Call call) {
    return "true".equalsIgnoreCase(call.query("purgeRequested"));
  }

  private static void mayReach(Call call) {
    call.requireAny(
        Privilege.TABLE_READ_DATA, Privilege.TABLE_WRITE_DATA, call.onTable(call.table()));
  }

  private static void mayReport(Call call) {
    call.requireAny(
        Privilege.TABLE_READ_DATA, Privilege.TABLE_READ_PROPERTIES, call.onTable(call.table()));
  }

  private static void mayRename(Call call) {
    RenameTableRequest request = call.request(RenameTableRequest.class);
    call.require(Privilege.TABLE_DROP, call.onTable(request.source()));
    call.require(Privilege.TABLE_CREATE, call.onNamespace(request.destination().namespace()));
  }

  private static void mayTransact(Call call) {
    for (UpdateTableRequest change : changes(call)) {
      mayCommit(call, change.identifier(), change);
    }
  }

  private static List<UpdateTableRequest> changes(Call call) {
    List<UpdateTableRequest> changes = call.request(CommitTransactionRequest.class).tableChanges();
    if (changes.size() > MAX_CHANGES) {
      throw new BadRequestException("a transaction changes at most %d tables", MAX_CHANGES);
    }
    if (changes.stream().anyMatch(change -> change.identifier() == null)) {
      throw new BadRequestException("each change of a transaction names its table");
    }
    return changes;
  }

  // ---- what is done

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
    CreateTableRequest request = call.request(CreateTableRequest.class);
    TableIdentifier table = TableIdentifier.of(call.namespace(), request.name());
    entities.requireFree(call.catalog(), table, form);
    String asked = request.location();
    String location =
        asked == null
            ? locations.location(call.catalog(), table)
            : LocationUtil.stripTrailingSlash(asked);
    if (request.stageCreate()) {
      return staged(call, table, request, location);
    }
    Found found;
    try {
      found = create(call, table, request, location);
    } catch (LocationTakenException e) {
      if (asked != null) {
        throw e;
      }
      found = create(call, table, request, TableLocations.another(location));
    }
    return respond(call, table, found);
  }

  private Found create(
      Call call, TableIdentifier table, CreateTableRequest request, String location) {
    return entities.create(call.catalog(), table, form, metadata(request, location), call.once());
  }

  private static TableMetadata metadata(CreateTableRequest request, String location) {
    PartitionSpec spec = request.spec();
    SortOrder order = request.writeOrder();
    return TableMetadata.newTableMetadata(
        request.schema(),
        spec == null ? PartitionSpec.unpartitioned() : spec,
        order == null ? SortOrder.unsorted() : order,
        location,
        Objects.requireNonNullElse(request.properties(), Map.of()));
  }

  /** Says what a table would be; the client commits it when it has written its first files. */
  private Response staged(
      Call call, TableIdentifier table, CreateTableRequest request, String location) {
    StagedTables.Where where =
        new StagedTables.Where(
            entities.placement(
                call.catalog(),
                call.namespace(),
                Objects.requireNonNullElse(request.properties(), Map.of())),
            location);
    rendering.requireAllowed(where.placement(), location);
    entities.requireFree(call.catalog(), location);
    Bytes json = Bytes.utf8(form.toJson(metadata(request, location)));
    if (Rendering.mode(call) != Mode.NONE) {
      staged.stage(call.catalog(), table, call.actor().accessKeyId(), where);
    }
    Access access = rendering.access(call, table, Laid.of(where));
    return Rendering.response(null, json, access, "");
  }

  private Response register(Call call) {
    RegisterTableRequest request = call.request(RegisterTableRequest.class);
    TableIdentifier table = TableIdentifier.of(call.namespace(), request.name());
    Found found =
        entities.register(
            call.catalog(),
            table,
            form,
            request.metadataLocation(),
            request.overwrite() ? Entities.Existing.REPLACE : Entities.Existing.KEEP,
            call.once());
    return respond(call, table, found);
  }

  private Response load(Call call) {
    TableIdentifier table = call.table();
    Extent extent = extent(call);
    Found found = entities.require(call.catalog(), table, form);
    Access access = rendering.access(call, table, Laid.of(call, found));
    String tag = rendering.tag(found, extent.name(), access, Rendering.mode(call));
    if (tag.equals(call.header("If-None-Match"))) {
      return Response.empty(304, Headers.of("ETag", tag));
    }
    return respond(call, table, found, extent, access);
  }

  private static Extent extent(Call call) {
    String snapshots = call.query("snapshots");
    if (snapshots == null || snapshots.equalsIgnoreCase("all")) {
      return Extent.WHOLE;
    }
    if (snapshots.equalsIgnoreCase("refs")) {
      return Extent.HEAD;
    }
    throw new BadRequestException("snapshots is 'all' or 'refs'");
  }

  private Response respond(Call call, TableIdentifier table, Found found) {
    Access access = rendering.access(call, table, Laid.of(call, found));
    return respond(call, table, found, Extent.WHOLE, access);
  }

  private Response respond(
      Call call, TableIdentifier table, Found found, Extent extent, Access first) {
    Entities.Loaded loaded = entities.load(call.catalog(), table, form, found, extent);
    Found now = loaded.found();
    EntityRecord record = now.record();
    Access access =
        Laid.of(call, now).equals(Laid.of(call, found))
            ? first
            : rendering.access(call, table, Laid.of(call, now));
    String tag = rendering.tag(now, extent.name(), access, Rendering.mode(call));
    return Rendering.response(record.getMetadataLocation(), loaded.json(), access, tag);
  }

  /** What was answered to a request that has been done before. */
  Response again(Call call, TableIdentifier table) {
    return respond(call, table, entities.require(call.catalog(), table, form));
  }

  private Response exists(Call call) {
    Found _ = entities.require(call.catalog(), call.table(), form);
    return Response.empty(204, Headers.NONE);
  }

  private Response commit(Call call) {
    TableIdentifier table = call.table();
    UpdateTableRequest request = call.request(UpdateTableRequest.class);
    requireSame(request.identifier(), table);
    Found found = entities.commit(call.catalog(), table, form, request, call.once());
    return respond(call, table, found);
  }

  static void requireSame(@Nullable TableIdentifier named, TableIdentifier asked) {
    if (named != null && !named.equals(asked)) {
      throw new BadRequestException("the body names %s, and the path %s", named, asked);
    }
  }

  private Response drop(Call call) {
    boolean purge = purges(call);
    entities.drop(
        call.catalog(),
        call.table(),
        form,
        purge ? Entities.Files.PURGE : Entities.Files.KEEP,
        call.once());
    if (purge) {
      purgeWanted.run();
    }
    return Response.empty(204, Headers.NONE);
  }

  /** Where the files are of a table, or of one that the caller is about to create. */
  private Laid reached(Call call) {
    TableIdentifier table = call.table();
    return entities
        .find(call.catalog(), table, form)
        .map(found -> Laid.of(call, found))
        .or(() -> staged.where(call.catalog(), table, call.actor().accessKeyId()).map(Laid::of))
        .orElseThrow(() -> form.missing(table));
  }

  private Response credentials(Call call) {
    TableIdentifier table = call.table();
    Access access = rendering.access(call, table, reached(call), Mode.VENDED_CREDENTIALS);
    return Json.ok(Map.of("storage-credentials", Rendering.credentials(access)));
  }

  private Response sign(Call call) throws IOException {
    TableIdentifier table = call.table();
    Signing.Signed signed =
        signing.sign(
            call.actor(),
            Rendering.files(call, table, reached(call)),
            call.request(RemoteSignRequest.class));
    Headers.Builder headers = Headers.builder().add("Content-Type", "application/json");
    if (signed.cacheable()) {
      headers.add("Cache-Control", "private");
    }
    return Response.of(200, headers.build(), Json.bytes(signed.response()));
  }

  private Response report(Call call) {
    ReportMetricsRequest request = call.request(ReportMetricsRequest.class);
    reports.increment();
    LOG.debug("{} of {}: {}", request.reportType(), call.table(), request.report());
    return Response.empty(204, Headers.NONE);
  }

  /** How many reports have come. */
  long reports() {
    return reports.sum();
  }

  private Response rename(Call call) {
    RenameTableRequest request = call.request(RenameTableRequest.class);
    entities.rename(call.catalog(), request.source(), request.destination(), form, call.once());
    return Response.empty(204, Headers.NONE);
  }

  private Response transact(Call call) {
    entities.commitAll(call.catalog(), form, changes(call), call.once());
    return Response.empty(204, Headers.NONE);
  }
}

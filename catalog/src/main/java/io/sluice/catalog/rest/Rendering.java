package io.sluice.catalog.rest;

import io.sluice.catalog.access.Actor;
import io.sluice.catalog.access.Privilege;
import io.sluice.catalog.access.Securable;
import io.sluice.catalog.entity.Found;
import io.sluice.catalog.entity.StagedTables;
import io.sluice.catalog.storage.Placement;
import io.sluice.catalog.storage.TableStorage;
import io.sluice.catalog.storage.TableStorage.Access;
import io.sluice.catalog.storage.TableStorage.Credential;
import io.sluice.catalog.storage.TableStorage.Delegation;
import io.sluice.catalog.storage.TableStorage.Files;
import io.sluice.catalog.storage.TableStorage.Mode;
import io.sluice.http.Headers;
import io.sluice.http.Response;
import io.sluice.store.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTUtil;
import org.jspecify.annotations.Nullable;

/** Answers with a table or view: its metadata as it lies in memory, and what is added for whom. */
final class Rendering {
  private static final String DELEGATION = "X-Iceberg-Access-Delegation";

  /** For so long an answer with credentials may be taken for unchanged. */
  private static final Duration CREDENTIALS_FRESH = Duration.ofMinutes(10);

  private final TableStorage storage;
  private final Clock clock;

  Rendering(TableStorage storage, Clock clock) {
    this.storage = storage;
    this.clock = clock;
  }

  /** How a client wants to reach the files. */
  static Mode mode(Call call) {
    for (String value : call.exchange().headers().all(DELEGATION)) {
      for (String wanted : value.split(",", -1)) {
        switch (wanted.strip()) {
          case "vended-credentials" -> {
            return Mode.VENDED_CREDENTIALS;
          }
          case "remote-signing" -> {
            return Mode.REMOTE_SIGNING;
          }
          default -> {
            // others may come to be known, and the client says what else it can do
          }
        }
      }
    }
    return Mode.NONE;
  }

  /** Requires the privilege to read the files, or to change them, where they are asked for. */
  static void requireFiles(Call call, TableIdentifier table) {
    if (mode(call) != Mode.NONE) {
      call.requireAny(Privilege.TABLE_READ_DATA, Privilege.TABLE_WRITE_DATA, call.onTable(table));
    }
  }

  /** Where files lie, and what decides how they are reached. */
  record Laid(Placement placement, List<String> locations) {
    static Laid of(Call call, Found found) {
      return new Laid(found.placement(call.catalog()), found.locations());
    }

    static Laid of(StagedTables.Where where) {
      return new Laid(where.placement(), List.of(where.location()));
    }
  }

  static Files files(Call call, TableIdentifier table, Laid laid) {
    String path =
        "v1/%s/namespaces/%s/tables/%s/"
            .formatted(
                RESTUtil.encodeString(call.catalog().getName()),
                RESTUtil.encodeNamespace(table.namespace(), "%1F"),
                RESTUtil.encodeString(table.name()));
    return new Files(
        laid.placement(),
        call.onTable(table),
        path + "credentials",
        path + "sign",
        laid.locations());
  }

  /** Requires that a catalog may keep files at a location. */
  void requireAllowed(Placement placement, String location) {
    storage.requireAllowed(placement, location);
  }

  /** What the client is told of the files. */
  Access access(Call call, TableIdentifier table, Laid laid) {
    return access(call, table, laid, mode(call));
  }

  Access access(Call call, TableIdentifier table, Laid laid, Mode mode) {
    Actor actor = call.actor();
    Securable securable = call.onTable(table);
    boolean write = mode != Mode.NONE && actor.may(Privilege.TABLE_WRITE_DATA, securable);
    return storage.access(actor, files(call, table, laid), new Delegation(mode, write));
  }

  /**
   * The tag of an answer: for as long as it is the same, the client need not be sent it again.
   *
   * @param extent what of the metadata it holds
   */
  String tag(Found found, String extent, Access access, Mode mode) {
    StringBuilder tag = new StringBuilder("\"");
    tag.append(HexFormat.of().formatHex(found.record().getGeneration().toByteArray()));
    tag.append('-').append(extent);
    if (mode == Mode.NONE) {
      tag.append('-').append(Integer.toHexString(access.config().hashCode()));
    } else {
      tag.append('-').append(mode.name());
      tag.append('-').append(clock.millis() / CREDENTIALS_FRESH.toMillis());
    }
    return tag.append('"').toString();
  }

  /** An answer with metadata; with no tag where it is not to be kept. */
  static Response response(
      @Nullable String metadataLocation, Bytes metadata, @Nullable Access access, String tag) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(metadata.length() + 1_024);
    write(body, "{");
    if (metadataLocation != null) {
      write(body, "\"metadata-location\":");
      body.writeBytes(Json.bytes(metadataLocation));
      write(body, ",");
    }
    write(body, "\"metadata\":");
    body.writeBytes(metadata.unsafeArray());
    if (access != null) {
      write(body, ",\"config\":");
      body.writeBytes(Json.bytes(access.config()));
      if (!access.credentials().isEmpty()) {
        write(body, ",\"storage-credentials\":");
        body.writeBytes(Json.bytes(credentials(access)));
      }
    }
    write(body, "}");
    Headers.Builder headers = Headers.builder().add("Content-Type", "application/json");
    if (!tag.isEmpty()) {
      headers.add("ETag", tag);
    }
    return Response.of(200, headers.build(), body.toByteArray());
  }

  static List<Map<String, Object>> credentials(Access access) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Credential credential : access.credentials()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("prefix", credential.prefix());
      one.put("config", credential.config());
      all.add(one);
    }
    return all;
  }

  private static void write(ByteArrayOutputStream body, String text) {
    body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}

package io.sluice.cli.client;

import static io.sluice.cli.client.ManagementClient.segment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The catalogs of a server that runs. */
@Command(
    name = "catalog",
    description = "Changes the catalogs of a server that runs.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class CatalogCommand {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  /** Where the files of a catalog lie, and how they are reached. */
  static final class StorageOptions {
    @Option(
        names = "--location",
        paramLabel = "URI",
        required = true,
        description = "where tables are kept, such as s3://bucket/path")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String location;

    @Option(
        names = "--allowed-location",
        paramLabel = "URI",
        description = "where tables may lie besides; may be given more than once")
    private List<String> allowed = List.of();

    @Option(names = "--role-arn", paramLabel = "ARN", description = "the role to assume")
    private @Nullable String roleArn;

    @Option(names = "--region", paramLabel = "REGION", description = "the region of the storage")
    private @Nullable String region;

    @Option(names = "--endpoint", paramLabel = "URL", description = "where S3 is, if not at AWS")
    private @Nullable String endpoint;

    @Option(
        names = "--path-style-access",
        description = "name buckets in paths and not in host names")
    private boolean pathStyleAccess;

    ObjectNode toJson() {
      ObjectNode json = ManagementClient.JSON.createObjectNode().put("storageType", "S3");
      ArrayNode locations = json.putArray("allowedLocations").add(location);
      allowed.forEach(locations::add);
      put(json, "roleArn", roleArn);
      put(json, "region", region);
      put(json, "endpoint", endpoint);
      if (pathStyleAccess) {
        json.put("pathStyleAccess", true);
      }
      return json;
    }

    private static void put(ObjectNode json, String name, @Nullable String value) {
      if (value != null) {
        json.put(name, value);
      }
    }
  }

  @Command(name = "create", description = "Creates a catalog.", mixinStandardHelpOptions = true)
  int create(
      @Mixin CatalogOption server,
      @Mixin StorageOptions storage,
      @Parameters(paramLabel = "NAME") String name,
      @Option(
              names = "--property",
              paramLabel = "NAME=VALUE",
              description = "a property; may be given more than once")
          @Nullable Map<String, String> properties) {
    ObjectNode body = ManagementClient.JSON.createObjectNode();
    ObjectNode catalog = body.putObject("catalog").put("type", "INTERNAL").put("name", name);
    ObjectNode all = catalog.putObject("properties");
    if (properties != null) {
      properties.forEach(all::put);
    }
    all.put("default-base-location", storage.location);
    catalog.set("storageConfigInfo", storage.toJson());
    return show(server.with(client -> client.call("POST", "/catalogs", body)));
  }

  @Command(name = "list", description = "Lists all catalogs.", mixinStandardHelpOptions = true)
  int list(@Mixin CatalogOption server) {
    return Output.names(spec, server.with(client -> client.get("/catalogs")).path("catalogs"));
  }

  @Command(name = "show", description = "Shows a catalog.", mixinStandardHelpOptions = true)
  int show(@Mixin CatalogOption server, @Parameters(paramLabel = "NAME") String name) {
    return show(server.with(client -> client.get("/catalogs" + segment(name))));
  }

  @Command(
      name = "delete",
      description = "Deletes a catalog in which there is nothing.",
      mixinStandardHelpOptions = true)
  int delete(@Mixin CatalogOption server, @Parameters(paramLabel = "NAME") String name) {
    server.with(client -> client.call("DELETE", "/catalogs" + segment(name), null));
    return Output.done(spec);
  }

  private int show(JsonNode catalog) {
    Output.line(spec, "name", catalog.path("name").asText());
    Output.line(
        spec, "created", Instant.ofEpochMilli(catalog.path("createTimestamp").asLong()).toString());
    Output.line(spec, "version", catalog.path("entityVersion").asText());
    Output.line(spec, "properties", catalog.path("properties").toString());
    Output.line(spec, "storage", catalog.path("storageConfigInfo").toString());
    return Output.done(spec);
  }
}

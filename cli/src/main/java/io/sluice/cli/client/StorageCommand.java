package io.sluice.cli.client;

import static io.sluice.cli.client.ManagementClient.segment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.cli.CommandException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The storage profiles of a server that runs: where tables can lie besides its own buckets. */
@Command(
    name = "storage",
    description = "Changes and tries out the storage profiles of a server that runs.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class StorageCommand {
  private static final String PROFILES = "/storage-profiles";

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Command(
      name = "add",
      description = "Adds a storage profile, or with --replace puts it in the place of another.",
      mixinStandardHelpOptions = true)
  int add(
      @Mixin CatalogOption server,
      @Mixin ProfileOptions profile,
      @Parameters(paramLabel = "PROFILE") String name,
      @Option(names = "--replace", description = "replaces the profile of this name")
          boolean replace) {
    ObjectNode body = ManagementClient.JSON.createObjectNode();
    body.set("storageProfile", profile.toJson(name));
    return show(
        server.with(
            client ->
                replace
                    ? client.call("PUT", PROFILES + segment(name), body)
                    : client.call("POST", PROFILES, body)));
  }

  @Command(
      name = "list",
      description = "Lists all storage profiles.",
      mixinStandardHelpOptions = true)
  int list(@Mixin CatalogOption server) {
    JsonNode profiles = server.with(client -> client.get(PROFILES)).path("storageProfiles");
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%-24s %-7s %-15s %s%n", "NAME", "TYPE", "REGION", "LOCATIONS");
    for (JsonNode profile : profiles) {
      out.printf(
          "%-24s %-7s %-15s %s%n",
          profile.path("name").asText(),
          profile.path("storageType").asText(),
          profile.path("region").asText(),
          locations(profile));
    }
    return Output.done(spec);
  }

  @Command(
      name = "show",
      description = "Shows a storage profile; of secrets, where they stand.",
      mixinStandardHelpOptions = true)
  int show(@Mixin CatalogOption server, @Parameters(paramLabel = "PROFILE") String name) {
    return show(server.with(client -> client.get(PROFILES + segment(name))));
  }

  @Command(
      name = "remove",
      description = "Removes a storage profile; what lies there stays.",
      mixinStandardHelpOptions = true)
  int remove(@Mixin CatalogOption server, @Parameters(paramLabel = "PROFILE") String name) {
    server.with(client -> client.call("DELETE", PROFILES + segment(name), null));
    return Output.done(spec);
  }

  @Command(
      name = "test",
      description =
          "Writes, reads, lists and deletes by a storage profile, and tries what is outside of its"
              + " credentials.",
      mixinStandardHelpOptions = true)
  int test(
      @Mixin CatalogOption server,
      @Parameters(paramLabel = "PROFILE") String name,
      @Option(
              names = "--location",
              paramLabel = "URI",
              description = "where to try it out (the first location of the profile)")
          @Nullable String location) {
    ObjectNode body = ManagementClient.JSON.createObjectNode();
    if (location != null) {
      body.put("location", location);
    }
    JsonNode result =
        server.with(client -> client.call("POST", PROFILES + segment(name) + "/test", body));
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s at %s%n", result.path("name").asText(), result.path("location").asText());
    for (JsonNode step : result.path("steps")) {
      out.println(
          "  %-8s %-18s %s"
              .formatted(
                  step.path("outcome").asText(),
                  step.path("name").asText(),
                  step.path("detail").asText())
              .stripTrailing());
    }
    out.flush();
    return result.path("passed").asBoolean() ? 0 : CommandException.FAILED;
  }

  private int show(JsonNode profile) {
    Output.line(spec, "name", profile.path("name").asText());
    Output.line(spec, "type", profile.path("storageType").asText());
    Output.line(spec, "locations", locations(profile));
    Output.line(spec, "region", profile.path("region").asText());
    optional("endpoint", profile.path("endpoint"));
    optional("path style", profile.path("pathStyleAccess"));
    optional("identity", profile.path("identity"));
    optional("role chain", profile.path("roleChain"));
    optional("role", profile.path("roleArn"));
    optional("external id", profile.path("externalId"));
    optional("sts", profile.path("stsEndpoint"));
    optional("without sts", profile.path("stsUnavailable"));
    return Output.done(spec);
  }

  private void optional(String name, JsonNode value) {
    if (!value.isMissingNode()) {
      Output.line(spec, name, value.isTextual() ? value.textValue() : value.toString());
    }
  }

  private static String locations(JsonNode profile) {
    return String.join(
        " ", profile.path("allowedLocations").valueStream().map(JsonNode::asText).toList());
  }
}

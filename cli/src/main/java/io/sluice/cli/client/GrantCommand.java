package io.sluice.cli.client;

import static io.sluice.cli.client.ManagementClient.segment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.cli.CommandException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the catalog roles of a server that runs may do. */
@Command(
    name = "grant",
    description = "Changes what a catalog role of a server that runs may do.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class GrantCommand {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  /** The role that has a grant. */
  static final class RoleOption {
    @Option(names = "--catalog", paramLabel = "CATALOG", required = true)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String catalog;

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        required = true,
        description = "the catalog role")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String role;

    String path() {
      return "/catalogs" + segment(catalog) + "/catalog-roles" + segment(role) + "/grants";
    }
  }

  /** What a privilege is on. */
  static final class SecurableOption {
    @Option(
        names = "--namespace",
        paramLabel = "LEVEL",
        description = "a level of the namespace; once for each level")
    private List<String> namespace = List.of();

    @Option(names = "--table", paramLabel = "TABLE", description = "a table in the namespace")
    private @Nullable String table;

    @Option(names = "--view", paramLabel = "VIEW", description = "a view in the namespace")
    private @Nullable String view;

    ObjectNode grant(String privilege) {
      if ((table != null && view != null)
          || (namespace.isEmpty() && (table != null || view != null))) {
        throw new CommandException(
            CommandException.USAGE, "name a --namespace with one --table or one --view in it");
      }
      ObjectNode body = ManagementClient.JSON.createObjectNode();
      ObjectNode grant = body.putObject("grant");
      grant.put("privilege", privilege.toUpperCase(Locale.ROOT).replace('-', '_'));
      grant.put("type", type());
      if (!namespace.isEmpty()) {
        ArrayNode levels = grant.putArray("namespace");
        namespace.forEach(levels::add);
      }
      if (table != null) {
        grant.put("tableName", table);
      }
      if (view != null) {
        grant.put("viewName", view);
      }
      return body;
    }

    private String type() {
      if (table != null) {
        return "table";
      }
      if (view != null) {
        return "view";
      }
      return namespace.isEmpty() ? "catalog" : "namespace";
    }
  }

  @Command(
      name = "add",
      description = "Grants a privilege on a catalog or something in it.",
      mixinStandardHelpOptions = true)
  int add(
      @Mixin CatalogOption server,
      @Mixin RoleOption role,
      @Mixin SecurableOption securable,
      @Parameters(paramLabel = "PRIVILEGE", description = "such as TABLE_READ_DATA")
          String privilege) {
    ObjectNode grant = securable.grant(privilege);
    server.with(client -> client.call("PUT", role.path(), grant));
    return Output.done(spec);
  }

  @Command(
      name = "revoke",
      description = "Takes a privilege away; what was vended because of it fails from now on.",
      mixinStandardHelpOptions = true)
  int revoke(
      @Mixin CatalogOption server,
      @Mixin RoleOption role,
      @Mixin SecurableOption securable,
      @Parameters(paramLabel = "PRIVILEGE", description = "such as TABLE_READ_DATA")
          String privilege,
      @Option(names = "--cascade", description = "also on everything inside") boolean cascade) {
    ObjectNode grant = securable.grant(privilege);
    String path = role.path() + (cascade ? "?cascade=true" : "");
    server.with(client -> client.call("POST", path, grant));
    return Output.done(spec);
  }

  @Command(
      name = "list",
      description = "Lists what a role may do.",
      mixinStandardHelpOptions = true)
  int list(@Mixin CatalogOption server, @Mixin RoleOption role) {
    JsonNode grants = server.with(client -> client.get(role.path())).path("grants");
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%-32s %-10s %s%n", "PRIVILEGE", "ON", "NAME");
    for (JsonNode grant : grants) {
      StringJoiner name = new StringJoiner(".");
      grant.path("namespace").forEach(level -> name.add(level.asText()));
      for (String last : List.of("tableName", "viewName")) {
        if (grant.has(last)) {
          name.add(grant.path(last).asText());
        }
      }
      out.printf(
          "%-32s %-10s %s%n", grant.path("privilege").asText(), grant.path("type").asText(), name);
    }
    return Output.done(spec);
  }
}

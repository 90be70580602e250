package io.sluice.cli.client;

import static io.sluice.cli.client.ManagementClient.segment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.cli.CommandException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The principal roles, and with --catalog the catalog roles, of a server that runs. */
@Command(
    name = "role",
    description =
        "Changes the roles of a server that runs: principal roles, or those in a catalog.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class RoleCommand {
  private static final String IN_CATALOG = "the catalog of a catalog role (a principal role)";

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Command(name = "create", description = "Creates a role.", mixinStandardHelpOptions = true)
  int create(
      @Mixin CatalogOption server,
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--catalog", paramLabel = "CATALOG", description = IN_CATALOG)
          @Nullable String catalog) {
    ObjectNode body = named(catalog == null ? "principalRole" : "catalogRole", name);
    server.with(client -> client.call("POST", roles(catalog), body));
    return Output.done(spec);
  }

  @Command(name = "list", description = "Lists all roles.", mixinStandardHelpOptions = true)
  int list(
      @Mixin CatalogOption server,
      @Option(names = "--catalog", paramLabel = "CATALOG", description = IN_CATALOG)
          @Nullable String catalog) {
    return Output.names(spec, server.with(client -> client.get(roles(catalog))).path("roles"));
  }

  @Command(
      name = "delete",
      description = "Deletes a role; whoever had it has it no more.",
      mixinStandardHelpOptions = true)
  int delete(
      @Mixin CatalogOption server,
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--catalog", paramLabel = "CATALOG", description = IN_CATALOG)
          @Nullable String catalog) {
    server.with(client -> client.call("DELETE", roles(catalog) + segment(name), null));
    return Output.done(spec);
  }

  @Command(
      name = "assign",
      description = "Gives a principal role to a principal, or a catalog role to a principal role.",
      mixinStandardHelpOptions = true)
  int assign(
      @Mixin CatalogOption server,
      @Mixin Assignment assignment,
      @Parameters(paramLabel = "NAME") String name) {
    String kind = assignment.catalog == null ? "principalRole" : "catalogRole";
    server.with(client -> client.call("PUT", assignment.path(), named(kind, name)));
    return Output.done(spec);
  }

  @Command(
      name = "unassign",
      description =
          "Takes a principal role from a principal, or a catalog role from a principal role.",
      mixinStandardHelpOptions = true)
  int unassign(
      @Mixin CatalogOption server,
      @Mixin Assignment assignment,
      @Parameters(paramLabel = "NAME") String name) {
    server.with(client -> client.call("DELETE", assignment.path() + segment(name), null));
    return Output.done(spec);
  }

  /** Who has a role, or is to have it. */
  static final class Assignment {
    @Option(
        names = "--principal",
        paramLabel = "PRINCIPAL",
        description = "the principal that a principal role is for")
    private @Nullable String principal;

    @Option(names = "--catalog", paramLabel = "CATALOG", description = IN_CATALOG)
    private @Nullable String catalog;

    @Option(
        names = "--principal-role",
        paramLabel = "ROLE",
        description = "the principal role that a catalog role is for")
    private @Nullable String principalRole;

    String path() {
      if (principal != null && catalog == null && principalRole == null) {
        return "/principals" + segment(principal) + "/principal-roles";
      }
      if (principal == null && catalog != null && principalRole != null) {
        return "/principal-roles" + segment(principalRole) + "/catalog-roles" + segment(catalog);
      }
      throw new CommandException(
          CommandException.USAGE, "name either --principal, or --catalog and --principal-role");
    }
  }

  private static String roles(@Nullable String catalog) {
    return catalog == null ? "/principal-roles" : "/catalogs" + segment(catalog) + "/catalog-roles";
  }

  private static ObjectNode named(String kind, String name) {
    ObjectNode body = ManagementClient.JSON.createObjectNode();
    body.putObject(kind).put("name", name);
    return body;
  }
}

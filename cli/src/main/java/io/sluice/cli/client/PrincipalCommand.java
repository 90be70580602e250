package io.sluice.cli.client;

import io.sluice.protocol.CreatePrincipalRequest;
import io.sluice.protocol.DeletePrincipalRequest;
import io.sluice.protocol.EnablePrincipalRequest;
import io.sluice.protocol.ListPrincipalsRequest;
import io.sluice.protocol.PrincipalInfo;
import io.sluice.protocol.PrincipalList;
import io.sluice.protocol.PrincipalSecret;
import io.sluice.protocol.Reply;
import io.sluice.protocol.Request;
import io.sluice.protocol.RotatePrincipalRequest;
import io.sluice.protocol.SetPrincipalPolicyRequest;
import io.sluice.protocol.ShowPrincipalRequest;
import java.io.PrintWriter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The principals of a server that runs: who may do what. */
@Command(
    name = "principal",
    description = "Changes who may use a server that runs.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class PrincipalCommand {
  private static final int PAGE = 1_000;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Command(
      name = "create",
      description = "Creates a principal, and shows its secret this once.",
      mixinStandardHelpOptions = true)
  int create(
      @Mixin ManagerOption manager,
      @Parameters(paramLabel = "NAME") String name,
      @Option(
              names = "--policy",
              paramLabel = "POLICY",
              description =
                  "what it may do: readonly, readwrite, or the file of an IAM policy (nothing)")
          @Nullable String policy) {
    Reply reply =
        manager.execute(
            Request.newBuilder()
                .setCreatePrincipal(
                    CreatePrincipalRequest.newBuilder()
                        .setName(name)
                        .setPolicy(policy == null ? "" : PolicyDocuments.read(policy)))
                .build());
    return show(reply.getPrincipalSecret());
  }

  @Command(name = "list", description = "Lists all principals.", mixinStandardHelpOptions = true)
  int list(@Mixin ManagerOption manager) {
    PrintWriter out = out();
    out.printf("%-32s %-22s %-9s %s%n", "NAME", "ACCESS KEY", "STATE", "CREATED");
    String after = "";
    PrincipalList list;
    do {
      list =
          manager
              .execute(
                  Request.newBuilder()
                      .setListPrincipals(
                          ListPrincipalsRequest.newBuilder().setAfter(after).setLimit(PAGE))
                      .build())
              .getPrincipals();
      for (PrincipalInfo principal : list.getPrincipalsList()) {
        out.printf(
            "%-32s %-22s %-9s %s%n",
            principal.getName(),
            principal.getAccessKeyId(),
            state(principal),
            Instant.ofEpochMilli(principal.getCreatedMillis()));
        after = principal.getName();
      }
    } while (list.getTruncated() && list.getPrincipalsCount() > 0);
    return done();
  }

  @Command(
      name = "show",
      description = "Shows a principal and its policy.",
      mixinStandardHelpOptions = true)
  int show(@Mixin ManagerOption manager, @Parameters(paramLabel = "NAME") String name) {
    Reply reply =
        manager.execute(
            Request.newBuilder()
                .setShowPrincipal(ShowPrincipalRequest.newBuilder().setName(name))
                .build());
    PrincipalInfo principal = reply.getPrincipal();
    PrintWriter out = out();
    print(principal);
    out.printf("state       %s%n", state(principal));
    out.printf("created     %s%n", Instant.ofEpochMilli(principal.getCreatedMillis()));
    if (principal.getRotatedMillis() != 0) {
      out.printf("rotated     %s%n", Instant.ofEpochMilli(principal.getRotatedMillis()));
    }
    out.printf(
        "policy      %s%n",
        principal.getPolicy().isEmpty() ? "none: nothing is granted" : principal.getPolicy());
    return done();
  }

  @Command(
      name = "rotate",
      description =
          "Gives a principal a new secret, and shows it this once; the old one fails from now on.",
      mixinStandardHelpOptions = true)
  int rotate(@Mixin ManagerOption manager, @Parameters(paramLabel = "NAME") String name) {
    Reply reply =
        manager.execute(
            Request.newBuilder()
                .setRotatePrincipal(RotatePrincipalRequest.newBuilder().setName(name))
                .build());
    return show(reply.getPrincipalSecret());
  }

  @Command(
      name = "policy",
      description = "Says what a principal may do, in place of what it might before.",
      mixinStandardHelpOptions = true)
  int policy(
      @Mixin ManagerOption manager,
      @Parameters(paramLabel = "NAME") String name,
      @Parameters(
              paramLabel = "POLICY",
              description = "readonly, readwrite, none, or the file of an IAM policy")
          String policy) {
    manager.execute(
        Request.newBuilder()
            .setSetPrincipalPolicy(
                SetPrincipalPolicyRequest.newBuilder()
                    .setName(name)
                    .setPolicy(PolicyDocuments.read(policy)))
            .build());
    return done();
  }

  @Command(
      name = "disable",
      description = "Refuses all requests of a principal from now on.",
      mixinStandardHelpOptions = true)
  int disable(@Mixin ManagerOption manager, @Parameters(paramLabel = "NAME") String name) {
    return enable(manager, name, false);
  }

  @Command(
      name = "enable",
      description = "Takes requests of a disabled principal again.",
      mixinStandardHelpOptions = true)
  int enable(@Mixin ManagerOption manager, @Parameters(paramLabel = "NAME") String name) {
    return enable(manager, name, true);
  }

  private int enable(ManagerOption manager, String name, boolean enabled) {
    manager.execute(
        Request.newBuilder()
            .setEnablePrincipal(
                EnablePrincipalRequest.newBuilder().setName(name).setEnabled(enabled))
            .build());
    return done();
  }

  @Command(
      name = "delete",
      description = "Deletes a principal; what it stored stays.",
      mixinStandardHelpOptions = true)
  int delete(@Mixin ManagerOption manager, @Parameters(paramLabel = "NAME") String name) {
    manager.execute(
        Request.newBuilder()
            .setDeletePrincipal(DeletePrincipalRequest.newBuilder().setName(name))
            .build());
    return done();
  }

  private int show(PrincipalSecret created) {
    print(created.getPrincipal());
    out().printf("secret key  %s%n", created.getSecretAccessKey());
    return done();
  }

  private void print(PrincipalInfo principal) {
    out().printf("name        %s%n", principal.getName());
    out().printf("access key  %s%n", principal.getAccessKeyId());
  }

  private static String state(PrincipalInfo principal) {
    return principal.getEnabled() ? "enabled" : "disabled";
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private int done() {
    out().flush();
    return 0;
  }
}

package io.sluice.manager.principal;

import io.sluice.manager.record.PrincipalRecord;
import io.sluice.manager.request.Arns;
import io.sluice.manager.request.Caller;
import io.sluice.protocol.CreatePrincipalRequest;
import io.sluice.protocol.DeletePrincipalRequest;
import io.sluice.protocol.Done;
import io.sluice.protocol.EnablePrincipalRequest;
import io.sluice.protocol.ListPrincipalsRequest;
import io.sluice.protocol.PrincipalInfo;
import io.sluice.protocol.PrincipalList;
import io.sluice.protocol.PrincipalSecret;
import io.sluice.protocol.Reply;
import io.sluice.protocol.RotatePrincipalRequest;
import io.sluice.protocol.SetPrincipalPolicyRequest;
import io.sluice.protocol.ShowPrincipalRequest;
import java.util.Map;

/** The operations on principals: who asks may do it, or is refused. */
public final class Principals {
  private final PrincipalStore principals;

  public Principals(PrincipalStore principals) {
    this.principals = principals;
  }

  public Reply create(CreatePrincipalRequest request, Caller caller) {
    caller.require("sluice:CreatePrincipal", Arns.principal(request.getName()));
    return secret(
        principals.create(
            new NewPrincipal(request.getName(), request.getPolicy(), Map.of(), false)));
  }

  public Reply list(ListPrincipalsRequest request, Caller caller) {
    caller.require("sluice:ListPrincipals", Arns.ANYTHING);
    PrincipalStore.Listed listed = principals.list(request.getAfter(), request.getLimit());
    return Reply.newBuilder()
        .setPrincipals(
            PrincipalList.newBuilder()
                .setTruncated(listed.truncated())
                .addAllPrincipals(listed.principals().stream().map(Principals::info).toList()))
        .build();
  }

  public Reply show(ShowPrincipalRequest request, Caller caller) {
    caller.require("sluice:ShowPrincipal", Arns.principal(request.getName()));
    return reply(principals.get(request.getName()));
  }

  public Reply rotate(RotatePrincipalRequest request, Caller caller) {
    caller.require("sluice:RotatePrincipal", Arns.principal(request.getName()));
    return secret(principals.rotate(request.getName()));
  }

  public Reply enable(EnablePrincipalRequest request, Caller caller) {
    caller.require("sluice:EnablePrincipal", Arns.principal(request.getName()));
    return reply(
        request.getEnabled()
            ? principals.enable(request.getName())
            : principals.disable(request.getName()));
  }

  public Reply setPolicy(SetPrincipalPolicyRequest request, Caller caller) {
    caller.require("sluice:SetPrincipalPolicy", Arns.principal(request.getName()));
    return reply(principals.setPolicy(request.getName(), request.getPolicy()));
  }

  public Reply delete(DeletePrincipalRequest request, Caller caller) {
    caller.require("sluice:DeletePrincipal", Arns.principal(request.getName()));
    principals.delete(request.getName());
    return Reply.newBuilder().setDone(Done.getDefaultInstance()).build();
  }

  private static Reply reply(PrincipalRecord record) {
    return Reply.newBuilder().setPrincipal(info(record)).build();
  }

  private static Reply secret(PrincipalSecrets secrets) {
    return Reply.newBuilder()
        .setPrincipalSecret(
            PrincipalSecret.newBuilder()
                .setPrincipal(info(secrets.principal()))
                .setSecretAccessKey(secrets.key().secret()))
        .build();
  }

  private static PrincipalInfo info(PrincipalRecord record) {
    return PrincipalInfo.newBuilder()
        .setName(record.getName())
        .setAccessKeyId(record.getAccessKeyId())
        .setEnabled(record.getEnabled())
        .setCreatedMillis(record.getCreatedMillis())
        .setRotatedMillis(record.getRotatedMillis())
        .setPolicy(record.getPolicy())
        .build();
  }
}

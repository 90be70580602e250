package io.sluice.manager.sts;

import io.sluice.manager.request.Caller;
import io.sluice.manager.request.Operation;
import io.sluice.manager.request.Reads;
import io.sluice.manager.session.Session;
import io.sluice.protocol.CallerIdentity;
import io.sluice.protocol.GetCallerIdentityRequest;
import io.sluice.protocol.Reply;

/** Says who asks; nobody has to be allowed to know that. */
public final class GetCallerIdentity implements Operation<GetCallerIdentityRequest> {
  @Override
  public Reply perform(GetCallerIdentityRequest request, Caller caller, Reads reads) {
    return Reply.newBuilder().setCallerIdentity(identity(caller)).build();
  }

  static CallerIdentity identity(Caller caller) {
    return CallerIdentity.newBuilder()
        .setName(caller.name())
        .setAccessKeyId(caller.accessKeyId())
        .setRoot(caller.root())
        .setSession(caller.session().isPresent())
        .setSessionName(caller.session().map(Session::claims).map(c -> c.getName()).orElse(""))
        .build();
  }
}

package io.sluice.manager.principal;

import com.google.protobuf.ByteString;
import io.sluice.manager.policy.MalformedPolicyException;
import io.sluice.manager.policy.PolicyParser;
import io.sluice.manager.record.Keys;
import io.sluice.manager.record.PrincipalRecord;
import io.sluice.manager.request.Arns;
import io.sluice.manager.request.Attempts;
import io.sluice.manager.request.Caller;
import io.sluice.manager.request.Reads;
import io.sluice.manager.request.Refusal;
import io.sluice.manager.request.Versioned;
import io.sluice.manager.secret.AccessKey;
import io.sluice.manager.secret.MasterKey;
import io.sluice.protocol.CreatePrincipalRequest;
import io.sluice.protocol.DeletePrincipalRequest;
import io.sluice.protocol.Done;
import io.sluice.protocol.EnablePrincipalRequest;
import io.sluice.protocol.Failure;
import io.sluice.protocol.ListPrincipalsRequest;
import io.sluice.protocol.PrincipalInfo;
import io.sluice.protocol.PrincipalList;
import io.sluice.protocol.PrincipalSecret;
import io.sluice.protocol.Reply;
import io.sluice.protocol.RotatePrincipalRequest;
import io.sluice.protocol.SetPrincipalPolicyRequest;
import io.sluice.protocol.ShowPrincipalRequest;
import io.sluice.store.Bytes;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.Transaction;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The operations on principals. A principal is found by its access key id, which every request has;
 * a second entry leads from its name to that id.
 */
public final class Principals {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9+=,.@_-]{1,64}");
  private static final String RESERVED = "root";
  private static final int MOST_LISTED = 1_000;

  private final MetadataStore store;
  private final Attempts attempts;
  private final MasterKey masterKey;
  private final Clock clock;
  private final SecureRandom random;

  public Principals(MetadataStore store, MasterKey masterKey, Clock clock, SecureRandom random) {
    this.store = store;
    this.attempts = new Attempts(store);
    this.masterKey = masterKey;
    this.clock = clock;
    this.random = random;
  }

  public Reply create(CreatePrincipalRequest request, Caller caller) {
    caller.require("sluice:CreatePrincipal", Arns.principal(request.getName()));
    if (!NAME.matcher(request.getName()).matches() || request.getName().equals(RESERVED)) {
      throw Refusal.of(
          Failure.Code.INVALID_REQUEST,
          "a principal's name is 1 to 64 letters, digits and +=,.@_- and not 'root'; got '%s'"
              .formatted(request.getName()));
    }
    requireWellFormed(request.getPolicy());
    AccessKey key = AccessKey.generate(random);
    PrincipalRecord record =
        PrincipalRecord.newBuilder()
            .setName(request.getName())
            .setAccessKeyId(key.id())
            .setSecret(seal(key))
            .setEnabled(true)
            .setCreatedMillis(clock.millis())
            .setPolicy(request.getPolicy())
            .build();
    Key byName = Keys.principalName(request.getName());
    Key byId = Keys.principal(key.id());
    try {
      store.commit(
          Transaction.builder()
              .requireAbsent(byName)
              .requireAbsent(byId)
              .put(byName, Bytes.utf8(key.id()))
              .put(byId, Bytes.wrap(record.toByteArray()))
              .build());
    } catch (ConditionFailedException e) {
      throw Refusal.of(
          Failure.Code.PRINCIPAL_EXISTS,
          "there is a principal '%s' already".formatted(request.getName()));
    }
    return secret(record, key);
  }

  public Reply list(ListPrincipalsRequest request, Caller caller) {
    caller.require("sluice:ListPrincipals", Arns.ANYTHING);
    int limit = Math.clamp(request.getLimit(), 1, MOST_LISTED);
    Page page =
        store.scan(
            Scan.of(Keys.PRINCIPAL_NAMES, Bytes.EMPTY, limit)
                .after(Bytes.utf8(request.getAfter())));
    PrincipalList.Builder list = PrincipalList.newBuilder().setTruncated(page.next().isPresent());
    for (Page.Item item : page.entries()) {
      // one that has been deleted meanwhile is left out
      find(item.entry().value().toUtf8()).map(p -> info(p.record())).ifPresent(list::addPrincipals);
    }
    return Reply.newBuilder().setPrincipals(list).build();
  }

  public Reply show(ShowPrincipalRequest request, Caller caller) {
    caller.require("sluice:ShowPrincipal", Arns.principal(request.getName()));
    return reply(named(request.getName()).record());
  }

  public Reply rotate(RotatePrincipalRequest request, Caller caller) {
    caller.require("sluice:RotatePrincipal", Arns.principal(request.getName()));
    String secret = AccessKey.generateSecret(random);
    PrincipalRecord changed =
        change(
            request.getName(),
            record ->
                record.toBuilder()
                    .setSecret(seal(new AccessKey(record.getAccessKeyId(), secret)))
                    .setRotatedMillis(clock.millis())
                    .build());
    return secret(changed, new AccessKey(changed.getAccessKeyId(), secret));
  }

  public Reply enable(EnablePrincipalRequest request, Caller caller) {
    caller.require("sluice:EnablePrincipal", Arns.principal(request.getName()));
    return reply(
        change(
            request.getName(),
            record -> record.toBuilder().setEnabled(request.getEnabled()).build()));
  }

  public Reply setPolicy(SetPrincipalPolicyRequest request, Caller caller) {
    caller.require("sluice:SetPrincipalPolicy", Arns.principal(request.getName()));
    requireWellFormed(request.getPolicy());
    return reply(
        change(
            request.getName(),
            record -> record.toBuilder().setPolicy(request.getPolicy()).build()));
  }

  public Reply delete(DeletePrincipalRequest request, Caller caller) {
    caller.require("sluice:DeletePrincipal", Arns.principal(request.getName()));
    attempts.run(
        () -> {
          Versioned<PrincipalRecord> principal = named(request.getName());
          Key byId = Keys.principal(principal.record().getAccessKeyId());
          return store.commit(
              Transaction.builder()
                  .requireUnchanged(byId, principal.revision())
                  .delete(byId)
                  .delete(Keys.principalName(request.getName()))
                  .build());
        });
    return Reply.newBuilder().setDone(Done.getDefaultInstance()).build();
  }

  private PrincipalRecord change(String name, UnaryOperator<PrincipalRecord> change) {
    return attempts.run(
        () -> {
          Versioned<PrincipalRecord> principal = named(name);
          PrincipalRecord changed = change.apply(principal.record());
          Key byId = Keys.principal(changed.getAccessKeyId());
          store.commit(
              Transaction.builder()
                  .requireUnchanged(byId, principal.revision())
                  .put(byId, Bytes.wrap(changed.toByteArray()))
                  .build());
          return changed;
        });
  }

  private Versioned<PrincipalRecord> named(String name) {
    return Optional.of(name)
        .filter(given -> NAME.matcher(given).matches())
        .flatMap(given -> store.get(Keys.principalName(given)))
        .map(Entry::value)
        .flatMap(id -> find(id.toUtf8()))
        .orElseThrow(
            () ->
                Refusal.of(
                    Failure.Code.NO_SUCH_PRINCIPAL, "there is no principal '%s'".formatted(name)));
  }

  private Optional<Versioned<PrincipalRecord>> find(String accessKeyId) {
    Key key = Keys.principal(accessKeyId);
    return store.get(key).map(entry -> Reads.parse(key, entry, PrincipalRecord.parser()));
  }

  private ByteString seal(AccessKey key) {
    return ByteString.copyFrom(masterKey.seal(key.secret(), key.id()));
  }

  private static void requireWellFormed(String policy) {
    if (!policy.isEmpty()) {
      try {
        PolicyParser.parseIdentityPolicy(policy);
      } catch (MalformedPolicyException e) {
        throw Refusal.of(Failure.Code.MALFORMED_POLICY, String.valueOf(e.getMessage()));
      }
    }
  }

  private static Reply reply(PrincipalRecord record) {
    return Reply.newBuilder().setPrincipal(info(record)).build();
  }

  private static Reply secret(PrincipalRecord record, AccessKey key) {
    return Reply.newBuilder()
        .setPrincipalSecret(
            PrincipalSecret.newBuilder()
                .setPrincipal(info(record))
                .setSecretAccessKey(key.secret()))
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

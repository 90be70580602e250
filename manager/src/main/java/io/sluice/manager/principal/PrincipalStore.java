package io.sluice.manager.principal;

import com.google.protobuf.ByteString;
import io.sluice.manager.policy.MalformedPolicyException;
import io.sluice.manager.policy.PolicyParser;
import io.sluice.manager.record.Keys;
import io.sluice.manager.record.PrincipalRecord;
import io.sluice.manager.request.Attempts;
import io.sluice.manager.request.Reads;
import io.sluice.manager.request.Refusal;
import io.sluice.manager.request.Versioned;
import io.sluice.manager.secret.AccessKey;
import io.sluice.manager.secret.MasterKey;
import io.sluice.protocol.Failure;
import io.sluice.store.Bytes;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The principals that there are. A principal is found by its access key id, which every request
 * has; a second entry leads from its name to that id. Who may change them is not asked here.
 */
public final class PrincipalStore {
  /** The principal whose access key is configured, and who may do everything. */
  public static final String ROOT = "root";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9+=,.@_-]{1,64}");
  private static final int MOST_LISTED = 1_000;

  private final MetadataStore store;
  private final Attempts attempts;
  private final MasterKey masterKey;
  private final Clock clock;
  private final SecureRandom random;

  public PrincipalStore(
      MetadataStore store, MasterKey masterKey, Clock clock, SecureRandom random) {
    this.store = store;
    this.attempts = new Attempts(store);
    this.masterKey = masterKey;
    this.clock = clock;
    this.random = random;
  }

  /** Principals in the order of their names, and whether there are more behind them. */
  public record Listed(List<PrincipalRecord> principals, boolean truncated) {}

  /**
   * Creates a principal.
   *
   * @throws Refusal if there is one of that name, or the name or the policy is none
   */
  public PrincipalSecrets create(NewPrincipal principal) {
    String name = principal.name();
    if (!NAME.matcher(name).matches() || name.equals(ROOT)) {
      throw Refusal.of(
          Failure.Code.INVALID_REQUEST,
          "a principal's name is 1 to 64 letters, digits and +=,.@_- and not 'root'; got '%s'"
              .formatted(name));
    }
    requireWellFormed(principal.policy());
    AccessKey key = AccessKey.generate(random);
    long now = clock.millis();
    PrincipalRecord record =
        PrincipalRecord.newBuilder()
            .setName(name)
            .setAccessKeyId(key.id())
            .setSecret(seal(key))
            .setEnabled(true)
            .setCreatedMillis(now)
            .setChangedMillis(now)
            .setVersion(1)
            .setPolicy(principal.policy())
            .putAllProperties(principal.properties())
            .setRotationRequired(principal.rotationRequired())
            .build();
    Key byName = Keys.principalName(name);
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
          Failure.Code.PRINCIPAL_EXISTS, "there is a principal '%s' already".formatted(name));
    }
    return new PrincipalSecrets(record, key);
  }

  /** Lists principals whose names stand behind one. */
  public Listed list(String after, int limit) {
    Page page =
        store.scan(
            Scan.of(Keys.PRINCIPAL_NAMES, Bytes.EMPTY, Math.clamp(limit, 1, MOST_LISTED))
                .after(Bytes.utf8(after)));
    List<PrincipalRecord> principals = new ArrayList<>();
    for (Page.Item item : page.entries()) {
      // one that has been deleted meanwhile is left out
      find(item.entry().value().toUtf8()).map(Versioned::record).ifPresent(principals::add);
    }
    return new Listed(principals, page.next().isPresent());
  }

  /**
   * The principal of a name.
   *
   * @throws Refusal if there is none
   */
  public PrincipalRecord get(String name) {
    return required(name).record();
  }

  /** The principal of a name, and its entry's revision. */
  public Optional<Versioned<PrincipalRecord>> named(String name) {
    return Optional.of(name)
        .filter(given -> NAME.matcher(given).matches())
        .flatMap(given -> store.get(Keys.principalName(given)))
        .map(Entry::value)
        .flatMap(id -> find(id.toUtf8()));
  }

  /** The principal with an access key, as it is at this moment. */
  public Optional<Versioned<PrincipalRecord>> find(String accessKeyId) {
    Key key = Keys.principal(accessKeyId);
    return store.get(key).map(entry -> Reads.parse(key, entry, PrincipalRecord.parser()));
  }

  /** Whether an access key's secret is this one; it takes as long for a wrong one. */
  public boolean verifies(PrincipalRecord principal, String secret) {
    String own = masterKey.open(principal.getSecret().toByteArray(), principal.getAccessKeyId());
    return MessageDigest.isEqual(
        own.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
  }

  /** Gives a principal a new secret; the old one is void from now on, and what was issued to it. */
  public PrincipalSecrets rotate(String name) {
    String secret = AccessKey.generateSecret(random);
    PrincipalRecord changed =
        takeAway(
            name,
            record ->
                record.toBuilder()
                    .setSecret(seal(new AccessKey(record.getAccessKeyId(), secret)))
                    .setSecretVersion(record.getSecretVersion() + 1)
                    .setRotatedMillis(clock.millis())
                    .setRotationRequired(false)
                    .build());
    return new PrincipalSecrets(changed, new AccessKey(changed.getAccessKeyId(), secret));
  }

  public PrincipalRecord enable(String name) {
    return change(name, record -> record.toBuilder().setEnabled(true).build(), _ -> {});
  }

  public PrincipalRecord disable(String name) {
    return takeAway(name, record -> record.toBuilder().setEnabled(false).build());
  }

  /**
   * Says what a principal may do in S3.
   *
   * @throws Refusal if the policy is none
   */
  public PrincipalRecord setPolicy(String name, String policy) {
    requireWellFormed(policy);
    return change(name, record -> record.toBuilder().setPolicy(policy).build(), _ -> {});
  }

  public void delete(String name) {
    attempts.run(
        () -> {
          Versioned<PrincipalRecord> principal = required(name);
          Key byId = Keys.principal(principal.record().getAccessKeyId());
          Transaction.Builder transaction =
              Transaction.builder()
                  .requireUnchanged(byId, principal.revision())
                  .delete(byId)
                  .delete(Keys.principalName(name));
          RevocationCounters.increment(store, RevocationCounters.principal(name), transaction);
          return store.commit(transaction.build());
        });
  }

  /** Changes a principal and makes void what was issued to it before. */
  public PrincipalRecord takeAway(String name, UnaryOperator<PrincipalRecord> change) {
    return change(
        name,
        change,
        with -> RevocationCounters.increment(store, RevocationCounters.principal(name), with));
  }

  /**
   * Changes a principal.
   *
   * @param change of what is there; it may be called more than once
   * @param with adds to the transaction; it may be called more than once
   * @throws Refusal if there is none of that name
   */
  public PrincipalRecord change(
      String name, UnaryOperator<PrincipalRecord> change, Consumer<Transaction.Builder> with) {
    return attempts.run(
        () -> {
          Versioned<PrincipalRecord> principal = required(name);
          PrincipalRecord changed =
              change.apply(principal.record()).toBuilder()
                  .setVersion(Math.max(principal.record().getVersion(), 1) + 1)
                  .setChangedMillis(clock.millis())
                  .build();
          Key byId = Keys.principal(changed.getAccessKeyId());
          Transaction.Builder transaction =
              Transaction.builder()
                  .requireUnchanged(byId, principal.revision())
                  .put(byId, Bytes.wrap(changed.toByteArray()));
          with.accept(transaction);
          store.commit(transaction.build());
          return changed;
        });
  }

  private Versioned<PrincipalRecord> required(String name) {
    return named(name)
        .orElseThrow(
            () ->
                Refusal.of(
                    Failure.Code.NO_SUCH_PRINCIPAL, "there is no principal '%s'".formatted(name)));
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
}

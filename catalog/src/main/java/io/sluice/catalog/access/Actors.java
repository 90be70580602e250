package io.sluice.catalog.access;

import io.sluice.manager.principal.PrincipalStore;
import io.sluice.manager.principal.RevocationCounters;
import io.sluice.manager.record.Keys;
import io.sluice.manager.record.PrincipalRecord;
import io.sluice.manager.request.Reads;
import io.sluice.manager.request.Versioned;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;

/** Finds what a proven identity may do, by what the store holds at this moment. */
public final class Actors {
  private static final int MOST_ATTEMPTS = 10;

  private final MetadataStore store;
  private final RightsReader reader;
  private final String rootId;

  /**
   * Takes where rights are kept.
   *
   * @param rootId the access key id of the root, which is in no store
   */
  public Actors(MetadataStore store, String rootId) {
    this.store = store;
    this.rootId = rootId;
    this.reader = new RightsReader(store);
  }

  /**
   * Who acts.
   *
   * @param source where the request comes from, for the audit log
   * @throws NotAuthorizedException if the identity does not count any more: the principal was
   *     deleted or disabled, or has another secret
   */
  public Actor actor(Identity identity, String source) {
    return switch (identity) {
      case Identity.Root _ -> new RootActor(store, rootId);
      case Identity.OfPrincipal principal ->
          new PrincipalActor(this, principal, state(principal), source);
    };
  }

  /** A principal's rights as of one moment. */
  record State(Versioned<PrincipalRecord> principal, Rights rights, long version) {}

  State state(Identity.OfPrincipal identity) {
    return untilUnchanged(
        () -> {
          Key key = Keys.principal(identity.accessKeyId());
          List<Optional<Entry>> read = store.getAll(List.of(key, AccessTables.VERSION));
          long version = RightsReader.revision(read.getLast());
          Versioned<PrincipalRecord> principal = valid(identity, key, read.getFirst());
          return new State(principal, reader.rights(principal, identity.roles(), version), version);
        });
  }

  private static Versioned<PrincipalRecord> valid(
      Identity.OfPrincipal identity, Key key, Optional<Entry> entry) {
    Versioned<PrincipalRecord> principal =
        entry
            .map(found -> Reads.parse(key, found, PrincipalRecord.parser()))
            .orElseThrow(() -> new NotAuthorizedException("the credentials are void"));
    OptionalInt secretVersion = identity.secretVersion();
    boolean rotated =
        secretVersion.isPresent()
            && secretVersion.getAsInt() != principal.record().getSecretVersion();
    if (!principal.record().getEnabled() || rotated) {
      throw new NotAuthorizedException("the credentials are void");
    }
    return principal;
  }

  /**
   * By what a privilege is granted.
   *
   * @throws VersionChangedException if the state is not of the present version
   */
  Optional<Rights.Path> find(State state, Privilege privilege, Securable securable) {
    return state
        .rights()
        .find(privilege, securable, roles -> reader.grants(roles, state.version()));
  }

  /**
   * The counters of what a decision rests on.
   *
   * @throws VersionChangedException if the decision is not of this moment
   */
  List<Guard> guards(State state, Rights.Path path) {
    PrincipalRecord principal = state.principal().record();
    List<String> entities = new ArrayList<>();
    entities.add(RevocationCounters.principal(principal.getName()));
    entities.add(RevocationCounters.principalRole(path.principalRole()));
    path.catalogRole()
        .map(role -> RevocationCounters.catalogRole(role.getCatalog(), role.getName()))
        .ifPresent(entities::add);
    List<Key> keys = new ArrayList<>();
    keys.add(AccessTables.VERSION);
    keys.add(Keys.principal(principal.getAccessKeyId()));
    entities.forEach(entity -> keys.add(RevocationCounters.key(entity)));
    List<Optional<Entry>> read = store.getAll(keys);
    boolean same =
        RightsReader.revision(read.get(0)) == state.version()
            && read.get(1).map(Entry::revision).equals(Optional.of(state.principal().revision()));
    if (!same) {
      throw new VersionChangedException();
    }
    List<Guard> guards = new ArrayList<>();
    for (int i = 0; i < entities.size(); i++) {
      guards.add(new Guard(entities.get(i), RevocationCounters.count(read.get(i + 2))));
    }
    return guards;
  }

  static <T> T untilUnchanged(Supplier<T> attempt) {
    for (int count = 1; count <= MOST_ATTEMPTS; count++) {
      try {
        return attempt.get();
      } catch (VersionChangedException _) {
        // somebody has changed roles in between: what counts is what is there now
      }
    }
    throw new ServiceUnavailableException("roles change all the time; try again later");
  }

  /** Whoever has the configured access key. */
  private record RootActor(MetadataStore store, String accessKeyId) implements Actor {
    @Override
    public String name() {
      return PrincipalStore.ROOT;
    }

    @Override
    public void require(Privilege privilege, Securable securable) {}

    @Override
    public boolean may(Privilege privilege, Securable securable) {
      return true;
    }

    @Override
    public List<Guard> guards(Privilege privilege, Securable securable) {
      String entity = RevocationCounters.principal(PrincipalStore.ROOT);
      long count = RevocationCounters.count(store.get(RevocationCounters.key(entity)));
      return List.of(new Guard(entity, count));
    }
  }
}

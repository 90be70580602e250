package io.sluice.manager.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.sluice.manager.principal.RevocationCounters;
import io.sluice.manager.record.Keys;
import io.sluice.manager.record.PrincipalRecord;
import io.sluice.manager.record.SessionClaims;
import io.sluice.manager.secret.AccessKey;
import io.sluice.manager.secret.MasterKey;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Issues sessions and opens their tokens. Issuing one writes nothing: what it may do travels sealed
 * in its token, and whether it still may is decided with each request, by what the store holds of
 * its principal and of the entities that guard it.
 */
public final class Sessions {
  /** Of all tokens that are kept opened, so that one is not deciphered with each request. */
  private static final int MOST_CHARACTERS_KEPT = 16 << 20;

  private record Name(String accessKeyId, String token) {}

  /** Whether a session still counts. */
  public enum Standing {
    GOOD,
    EXPIRED,
    /** The principal's secret is another one, or one of its guards has been revoked. */
    REVOKED,
    /** There is no such principal any more. */
    ORPHANED
  }

  private final MetadataStore store;
  private final AccessKey root;
  private final Clock clock;
  private final SessionSeal seal;
  private final ByteString rootMark;
  private final Cache<Name, Session> opened =
      Caffeine.newBuilder()
          .maximumWeight(MOST_CHARACTERS_KEPT)
          .<Name, Session>weigher((name, _) -> name.token().length())
          .build();

  public Sessions(
      MetadataStore store, AccessKey root, MasterKey masterKey, Clock clock, SecureRandom random) {
    this.store = store;
    this.root = root;
    this.clock = clock;
    this.seal = new SessionSeal(masterKey, random);
    this.rootMark = ByteString.copyFrom(seal.secretMark(root.secret()));
  }

  /** Whether an access key id is one of a session. */
  public static boolean isId(String accessKeyId) {
    return SessionSeal.isId(accessKeyId);
  }

  /**
   * Issues one.
   *
   * @return empty if there is no such principal, or it is disabled
   * @throws SessionTooLargeException if its policies and guards do not fit into a token
   */
  public Optional<SessionCredentials> issue(SessionRequest request) {
    if (request.principal().equals(root.id())) {
      return Optional.of(issueForRoot(request));
    }
    if (!AccessKey.isId(request.principal())) {
      return Optional.empty();
    }
    Key key = Keys.principal(request.principal());
    return store
        .get(key)
        .map(entry -> principal(key, entry))
        .filter(PrincipalRecord::getEnabled)
        .map(principal -> issue(request, principal));
  }

  /** The same for a principal as it has been read. */
  public SessionCredentials issue(SessionRequest request, PrincipalRecord principal) {
    return seal.seal(claims(request).setSecretMark(mark(principal)).build());
  }

  /** The same for the root, which is in no store. */
  public SessionCredentials issueForRoot(SessionRequest request) {
    return seal.seal(
        claims(request).setPrincipal(root.id()).setRoot(true).setSecretMark(rootMark).build());
  }

  private SessionClaims.Builder claims(SessionRequest request) {
    long now = clock.millis();
    return SessionClaims.newBuilder()
        .setPrincipal(request.principal())
        .setKind(request.kind())
        .setIssuedMillis(now)
        .setExpiresMillis(now + request.lifetime().toMillis())
        .addAllPolicies(request.policies())
        .putAllGuards(request.guards())
        .setName(request.name());
  }

  private static PrincipalRecord principal(Key key, Entry entry) {
    try {
      return PrincipalRecord.parseFrom(entry.value().unsafeArray());
    } catch (InvalidProtocolBufferException e) {
      throw new StoreException(StoreError.CORRUPT, key + " is not a record", e);
    }
  }

  /** Opens a token; empty if it is not one of this system or not of this access key id. */
  public Optional<Session> open(String accessKeyId, String token) {
    Name name = new Name(accessKeyId, token);
    Session known = opened.getIfPresent(name);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Session> session = seal.open(accessKeyId, token);
    session.ifPresent(found -> opened.put(name, found));
    return session;
  }

  /** What has to be read to know whether a session still counts. */
  public static List<Key> reads(Session session) {
    List<Key> keys = new ArrayList<>();
    if (!session.claims().getRoot()) {
      keys.add(Keys.principal(session.claims().getPrincipal()));
    }
    session.claims().getGuardsMap().keySet().forEach(guard -> keys.add(Keys.revocations(guard)));
    return keys;
  }

  /** What was read of one key. */
  @FunctionalInterface
  public interface Read {
    Optional<Entry> entry(Key key);
  }

  /** Whether a session that was issued here would still be taken, by what the store holds now. */
  public boolean stands(String accessKeyId, String token) {
    Optional<Session> session = open(accessKeyId, token);
    if (session.isEmpty()) {
      return false;
    }
    List<Key> keys = reads(session.get());
    Map<Key, Optional<Entry>> entries = new HashMap<>();
    if (!keys.isEmpty()) {
      List<Optional<Entry>> found = store.getAll(keys);
      for (int i = 0; i < keys.size(); i++) {
        entries.put(keys.get(i), found.get(i));
      }
    }
    Read read = key -> entries.getOrDefault(key, Optional.empty());
    Key principal = Keys.principal(session.get().claims().getPrincipal());
    Optional<PrincipalRecord> record =
        read.entry(principal).map(entry -> principal(principal, entry));
    return record.map(PrincipalRecord::getEnabled).orElse(true)
        && standing(session.get(), record, read) == Standing.GOOD;
  }

  /** Whether a session still counts, by what was read. */
  public Standing standing(Session session, Optional<PrincipalRecord> principal, Read read) {
    SessionClaims claims = session.claims();
    if (clock.millis() >= claims.getExpiresMillis()) {
      return Standing.EXPIRED;
    }
    ByteString mark;
    if (claims.getRoot()) {
      if (!claims.getPrincipal().equals(root.id())) {
        return Standing.REVOKED;
      }
      mark = rootMark;
    } else if (principal.isPresent()) {
      mark = mark(principal.get());
    } else {
      return Standing.ORPHANED;
    }
    if (!MessageDigest.isEqual(mark.toByteArray(), claims.getSecretMark().toByteArray())) {
      return Standing.REVOKED;
    }
    boolean guarded =
        claims.getGuardsMap().entrySet().stream()
            .allMatch(
                guard ->
                    RevocationCounters.count(read.entry(Keys.revocations(guard.getKey())))
                        == guard.getValue());
    return guarded ? Standing.GOOD : Standing.REVOKED;
  }

  /** A secret is sealed anew each time that it changes, so its sealed form tells it apart. */
  private ByteString mark(PrincipalRecord principal) {
    return ByteString.copyFrom(seal.secretMark(principal.getSecret().toByteArray()));
  }

  @Override
  public String toString() {
    return "Sessions(masked)";
  }
}

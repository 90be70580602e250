package io.sluice.catalog.oauth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.ByteString;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.sluice.catalog.record.TokenKeyRecord;
import io.sluice.manager.request.Reads;
import io.sluice.manager.secret.MasterKey;
import io.sluice.store.Bytes;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import io.sluice.store.Table;
import io.sluice.store.Transaction;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * The keys that access tokens are signed with, kept in the store and sealed. All managers of one
 * store sign with the same key; when it has signed for long enough, whichever comes first makes the
 * next. An old one verifies until the last token that it signed has run out, and is then removed.
 */
final class TokenKeys {
  static final Table TABLE = new Table("token-keys");

  /** Holds the id of the key to sign with. */
  private static final Key CURRENT = new Key(TABLE, Bytes.utf8("current"));

  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
  private static final int ID_BYTES = 16;
  private static final int MOST_ATTEMPTS = 10;
  private static final int MOST_REMOVED = 50;
  private static final int MOST_KEPT = 100;
  private static final int MOST_UNKNOWN_KEPT = 10_000;
  private static final Duration UNKNOWN_FOR = Duration.ofSeconds(10);

  /** Between the clocks of managers. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  /** A key to sign with. */
  record Signing(String id, JWSSigner signer, Instant signUntil, Instant verifyUntil) {}

  /** A key to verify with. */
  private record Verifying(JWSVerifier verifier, Instant verifyUntil) {}

  private final MetadataStore store;
  private final MasterKey masterKey;
  private final TokenOptions options;
  private final Clock clock;
  private final SecureRandom random;
  private final Cache<String, Verifying> verifying =
      Caffeine.newBuilder().maximumSize(MOST_KEPT).build();
  private final Cache<String, Boolean> unknown =
      Caffeine.newBuilder().maximumSize(MOST_UNKNOWN_KEPT).expireAfterWrite(UNKNOWN_FOR).build();
  private volatile @Nullable Signing signing;

  TokenKeys(
      MetadataStore store,
      MasterKey masterKey,
      TokenOptions options,
      Clock clock,
      SecureRandom random) {
    this.store = store;
    this.masterKey = masterKey;
    this.options = options;
    this.clock = clock;
    this.random = random;
  }

  /** The key to sign with now. */
  Signing signing() {
    Signing known = signing;
    if (known != null && clock.instant().isBefore(known.signUntil())) {
      return known;
    }
    for (int count = 1; count <= MOST_ATTEMPTS; count++) {
      Optional<Entry> current = store.get(CURRENT);
      Optional<Signing> found =
          current
              .flatMap(entry -> record(entry.value().toUtf8()))
              .map(this::signing)
              .filter(key -> clock.instant().isBefore(key.signUntil()));
      if (found.isPresent()) {
        signing = found.get();
        return found.get();
      }
      try {
        makeNext(current);
      } catch (ConditionFailedException _) {
        // another manager made one
      }
    }
    throw new ServiceUnavailableException("there is no key to sign with yet; try again later");
  }

  private void makeNext(Optional<Entry> current) {
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    String id = HexFormat.of().formatHex(bytes);
    Instant signUntil = clock.instant().plus(options.keyLifetime());
    TokenKeyRecord record =
        TokenKeyRecord.newBuilder()
            .setId(id)
            .setKey(ByteString.copyFrom(masterKey.seal(generate(id).toJSONString(), sealName(id))))
            .setSignUntilMillis(signUntil.toEpochMilli())
            .setVerifyUntilMillis(signUntil.plus(options.lifetime()).plus(SKEW).toEpochMilli())
            .build();
    Transaction.Builder transaction =
        Transaction.builder()
            .put(CURRENT, Bytes.utf8(id))
            .requireAbsent(key(id))
            .put(key(id), Bytes.wrap(record.toByteArray()));
    current.ifPresentOrElse(
        entry -> transaction.requireUnchanged(CURRENT, entry.revision()),
        () -> transaction.requireAbsent(CURRENT));
    removeOld(transaction);
    store.commit(transaction.build());
  }

  private void removeOld(Transaction.Builder transaction) {
    for (Page.Item item : store.scan(Scan.of(TABLE, Bytes.EMPTY, MOST_REMOVED)).entries()) {
      Key key = new Key(TABLE, item.name());
      if (!key.equals(CURRENT)
          && parse(key, item.entry()).getVerifyUntilMillis()
              < clock.instant().minus(SKEW).toEpochMilli()) {
        transaction.delete(key);
      }
    }
  }

  /** What verifies tokens of a key; empty if there is no such key. */
  Optional<JWSVerifier> verifier(String id) {
    if (!ID.matcher(id).matches()) {
      return Optional.empty();
    }
    Verifying known = verifying.getIfPresent(id);
    if (known == null) {
      if (unknown.getIfPresent(id) != null) {
        return Optional.empty();
      }
      Optional<Verifying> read = record(id).map(this::verifying);
      read.ifPresentOrElse(key -> verifying.put(id, key), () -> unknown.put(id, true));
      known = read.orElse(null);
    }
    return Optional.ofNullable(known)
        .filter(key -> clock.instant().isBefore(key.verifyUntil()))
        .map(Verifying::verifier);
  }

  private Optional<TokenKeyRecord> record(String id) {
    Key key = key(id);
    return store.get(key).map(entry -> parse(key, entry));
  }

  private static TokenKeyRecord parse(Key key, Entry entry) {
    return Reads.parse(key, entry, TokenKeyRecord.parser()).record();
  }

  private Signing signing(TokenKeyRecord record) {
    try {
      return new Signing(
          record.getId(),
          new ECDSASigner(open(record)),
          Instant.ofEpochMilli(record.getSignUntilMillis()),
          Instant.ofEpochMilli(record.getVerifyUntilMillis()));
    } catch (JOSEException e) {
      throw unreadable(record, e);
    }
  }

  private Verifying verifying(TokenKeyRecord record) {
    try {
      return new Verifying(
          new ECDSAVerifier(open(record).toPublicJWK()),
          Instant.ofEpochMilli(record.getVerifyUntilMillis()));
    } catch (JOSEException e) {
      throw unreadable(record, e);
    }
  }

  private ECKey open(TokenKeyRecord record) {
    try {
      return ECKey.parse(masterKey.open(record.getKey().toByteArray(), sealName(record.getId())));
    } catch (ParseException e) {
      throw unreadable(record, e);
    }
  }

  private static StoreException unreadable(TokenKeyRecord record, Exception cause) {
    return new StoreException(
        StoreError.CORRUPT, "the key %s of tokens cannot be read".formatted(record.getId()), cause);
  }

  private ECKey generate(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).secureRandom(random).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK has P-256", e);
    }
  }

  private static Key key(String id) {
    return new Key(TABLE, Bytes.utf8(id));
  }

  private static String sealName(String id) {
    return "token-key/" + id;
  }
}

package io.sluice.catalog.entity;

import io.sluice.catalog.record.AnswerRecord;
import io.sluice.catalog.record.CatalogRecord;
import io.sluice.catalog.record.Keys;
import io.sluice.catalog.record.Records;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.MetadataStore;
import io.sluice.store.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.UnprocessableEntityException;

/** What was answered to requests with an Idempotency-Key, for as long as they may come again. */
public final class Answers {
  private static final int DIGEST_BYTES = 16;
  private static final int MAX_BODY_BYTES = 64 << 10;

  private final MetadataStore store;
  private final Clock clock;
  private final Duration lifetime;

  public Answers(MetadataStore store, Clock clock, Duration lifetime) {
    this.store = store;
    this.clock = clock;
    this.lifetime = lifetime;
  }

  /**
   * A request with a key. Keys of different principals and catalogs have nothing to do with each
   * other.
   *
   * @throws BadRequestException if the key is not a UUID
   */
  public Once once(CatalogRecord catalog, String principal, String key, String request) {
    return new Once(Keys.answer(name(catalog, principal, uuid(key))), request, clock.millis());
  }

  private static UUID uuid(String key) {
    if (key.length() == 36) {
      try {
        return UUID.fromString(key);
      } catch (IllegalArgumentException _) {
        // refused below
      }
    }
    throw new BadRequestException("Idempotency-Key is a UUID");
  }

  private static byte[] name(CatalogRecord catalog, String principal, UUID key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(catalog.getId().asReadOnlyByteBuffer());
      byte[] owner = digest.digest(principal.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.allocate(2 * Long.BYTES + DIGEST_BYTES)
          .putLong(key.getMostSignificantBits())
          .putLong(key.getLeastSignificantBits())
          .put(owner, 0, DIGEST_BYTES)
          .array();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What was answered before.
   *
   * @throws UnprocessableEntityException if that was to another request
   */
  public Optional<AnswerRecord> find(Once once) {
    return once.stored()
        .flatMap(
            key -> store.get(key).map(entry -> Records.parse(key, entry, AnswerRecord.parser())))
        .filter(answer -> !isOver(answer))
        .map(
            answer -> {
              if (!answer.getRequest().equals(once.request())) {
                throw new UnprocessableEntityException(
                    "the Idempotency-Key has been used for another request");
              }
              return answer;
            });
  }

  private boolean isOver(AnswerRecord answer) {
    return answer.getDoneMillis() < clock.millis() - lifetime.toMillis();
  }

  /** Remembers a refusal, which no transaction came with. */
  public void refused(Once once, int status, byte[] body) {
    if (body.length > MAX_BODY_BYTES) {
      return;
    }
    Transaction.Builder transaction = Transaction.builder();
    once.remember(transaction, status, body);
    if (once.stored().isPresent()) {
      try {
        store.commit(transaction.build());
      } catch (ConditionFailedException _) {
        // the other one of two that came at the same time
      }
    }
  }

  /** Forgets what nobody asks for any more, for as long as it may go on. */
  void forget(BooleanSupplier goOn) {
    Sweep.delete(
        store,
        Keys.ANSWERS,
        (key, entry) -> isOver(Records.parse(key, entry, AnswerRecord.parser())),
        goOn);
  }

  /** The lifetime as clients are told it. */
  public Duration lifetime() {
    return lifetime;
  }
}

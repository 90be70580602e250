package io.sluice.catalog.entity;

import com.google.protobuf.ByteString;
import io.sluice.catalog.record.AnswerRecord;
import io.sluice.catalog.record.Records;
import io.sluice.store.Key;
import io.sluice.store.Transaction;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What makes sure that a request with an Idempotency-Key is done once: its answer is committed with
 * what it does, on condition that there is none yet.
 *
 * @param key null where a request has no such key; then nothing is remembered of it
 * @param request its method and path
 */
public record Once(@Nullable Key key, String request, long nowMillis) {
  public static final Once NONE = new Once(null, "", 0);

  /** The key in the store, for who waits for others with it. */
  Optional<Key> stored() {
    return Optional.ofNullable(key);
  }

  /** Adds an answer to the transaction that does what was asked. */
  public void remember(Transaction.Builder transaction, int status, byte[] body) {
    add(
        transaction,
        AnswerRecord.newBuilder().setStatus(status).setBody(ByteString.copyFrom(body)));
  }

  /** As {@link #remember}, where the answer is the table or view as it is when it is given. */
  public void rememberReload(Transaction.Builder transaction) {
    add(transaction, AnswerRecord.newBuilder().setStatus(200).setReload(true));
  }

  private void add(Transaction.Builder transaction, AnswerRecord.Builder answer) {
    if (key != null) {
      AnswerRecord record = answer.setDoneMillis(nowMillis).setRequest(request).build();
      transaction.requireAbsent(key).put(key, Records.bytes(record));
    }
  }
}

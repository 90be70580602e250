package io.sluice.manager.request;

import com.google.protobuf.ByteString;
import io.sluice.manager.record.Keys;
import io.sluice.manager.record.ResultRecord;
import io.sluice.protocol.Reply;
import io.sluice.protocol.Request;
import io.sluice.store.Bytes;
import io.sluice.store.Condition;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.Transaction;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Sees to it that a request is done once, however often it arrives. What is answered is committed
 * in the transaction that does it, under the request's operation id and on condition that nothing
 * is there yet; so of two that arrive at the same time one is done, and the other one finds its
 * answer. A request whose answer cannot be lost has no id, and nothing is remembered of it.
 */
public final class Once {
  /** How long an operation id is, in bytes. */
  public static final int ID_BYTES = 16;

  private static final int WHOLE = 0;
  private static final int PAGE = 1_000;

  private final ByteString id;
  private final String accessKeyId;
  private final long nowMillis;

  /** The last step that is known to have been done. */
  private int lastStep = WHOLE;

  private Once(ByteString id, String accessKeyId, long nowMillis) {
    this.id = id;
    this.accessKeyId = accessKeyId;
    this.nowMillis = nowMillis;
  }

  public static Once of(Request request, Clock clock) {
    return new Once(request.getOperationId(), request.getToken().getAccessKeyId(), clock.millis());
  }

  /** What has to be read to know whether a request has been done before. */
  public static List<Key> reads(Request request) {
    return request.getOperationId().isEmpty()
        ? List.of()
        : List.of(Keys.result(request.getOperationId(), WHOLE));
  }

  /** What was answered before, to the same caller; empty if it has not been done as a whole. */
  public Optional<Reply> answered(Reads reads) {
    return id.isEmpty()
        ? Optional.empty()
        : reads
            .get(Keys.result(id, WHOLE), ResultRecord.parser())
            .map(Versioned::record)
            .filter(result -> result.getAccessKeyId().equals(accessKeyId))
            .map(ResultRecord::getReply);
  }

  /** Adds what will be answered to the transaction that does the whole. */
  public void remember(Transaction.Builder transaction, Supplier<Reply> reply) {
    if (!id.isEmpty()) {
      add(transaction, WHOLE, ResultRecord.newBuilder().setReply(reply.get()));
    }
  }

  /** Adds what a transaction deletes to it, where it does only a part of what was asked. */
  public void rememberDeleted(Transaction.Builder transaction, List<ByteString> keys) {
    if (!id.isEmpty()) {
      lastStep++;
      add(transaction, lastStep, ResultRecord.newBuilder().addAllDeletedKeys(keys));
    }
  }

  private void add(Transaction.Builder transaction, int step, ResultRecord.Builder result) {
    Key key = Keys.result(id, step);
    ResultRecord record = result.setDoneMillis(nowMillis).setAccessKeyId(accessKeyId).build();
    transaction.requireAbsent(key).put(key, Bytes.wrap(record.toByteArray()));
  }

  /** The keys that have been deleted by steps that were done before. */
  public Set<ByteString> deletedBefore(MetadataStore store) {
    Set<ByteString> deleted = new HashSet<>();
    if (id.isEmpty()) {
      return deleted;
    }
    lastStep = WHOLE;
    Page page = store.scan(Scan.of(Keys.RESULTS, Bytes.wrap(id.toByteArray()), PAGE));
    for (Page.Item item : page.entries()) {
      Key key = new Key(Keys.RESULTS, item.name());
      deleted.addAll(
          Reads.parse(key, item.entry(), ResultRecord.parser()).record().getDeletedKeysList());
      lastStep = Keys.resultStep(item.name());
    }
    return deleted;
  }

  /** Whether something failed only because the request, or a step of it, has been done before. */
  public static boolean doneBefore(ConditionFailedException e) {
    return e.condition() instanceof Condition.Absent(Key key) && key.table().equals(Keys.RESULTS);
  }
}

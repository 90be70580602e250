package io.sluice.manager.upload;

import io.sluice.manager.bucket.Buckets;
import io.sluice.manager.object.Contents;
import io.sluice.manager.record.Keys;
import io.sluice.manager.record.PartRecord;
import io.sluice.manager.record.UploadId;
import io.sluice.manager.record.UploadRecord;
import io.sluice.manager.record.UploadRecord.State;
import io.sluice.manager.request.Arns;
import io.sluice.manager.request.Attempts;
import io.sluice.manager.request.Caller;
import io.sluice.manager.request.Once;
import io.sluice.manager.request.Operation;
import io.sluice.manager.request.Reads;
import io.sluice.manager.request.Refusal;
import io.sluice.manager.request.Versioned;
import io.sluice.protocol.Checksum;
import io.sluice.protocol.Failure;
import io.sluice.protocol.PartInfo;
import io.sluice.protocol.PutPartRequest;
import io.sluice.protocol.Reply;
import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Transaction;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Adds a part, whose bytes have been staged as a blob, to an upload; in place of one of the same
 * number.
 */
public final class PutPart implements Operation<PutPartRequest> {
  private final MetadataStore store;
  private final Contents contents;
  private final Attempts attempts;
  private final Clock clock;

  public PutPart(MetadataStore store, Contents contents, Clock clock) {
    this.store = store;
    this.contents = contents;
    this.attempts = new Attempts(store);
    this.clock = clock;
  }

  @Override
  public List<Key> reads(PutPartRequest request) {
    List<Key> keys =
        new ArrayList<>(
            Uploads.reads(request.getBucket(), request.getKey(), request.getUploadId()));
    UploadId.parse(request.getUploadId())
        .ifPresent(id -> keys.add(Keys.part(id, request.getPart().getNumber())));
    return keys;
  }

  @Override
  public Reply perform(PutPartRequest request, Caller caller, Reads first) {
    String bucket = request.getBucket();
    caller.require(
        "s3:PutObject", Arns.object(bucket, request.getKey()), Buckets.record(bucket, first));
    Buckets.require(bucket, first);
    UploadId id = Uploads.id(request.getUploadId());
    return attempts.run(reads(request), first, reads -> commit(request, id, reads, caller.once()));
  }

  private Reply commit(PutPartRequest request, UploadId id, Reads reads, Once once) {
    Versioned<UploadRecord> upload =
        Uploads.require(request.getBucket(), request.getKey(), id, reads);
    Checksum.Algorithm algorithm = upload.record().getInfo().getChecksumAlgorithm();
    if (request.getPart().getChecksum().getAlgorithm() != algorithm) {
      throw Refusal.of(
          Failure.Code.INVALID_REQUEST, "the parts of this upload have checksums by " + algorithm);
    }
    Key uploadKey = Keys.upload(request.getBucket(), request.getKey(), id);
    Transaction.Builder transaction =
        Transaction.builder().requireUnchanged(uploadKey, upload.revision());
    if (upload.record().getState() == State.COMPLETING) {
      // whoever reads the parts to complete the upload has to read them again
      UploadRecord open = upload.record().toBuilder().setState(State.OPEN).build();
      transaction.put(uploadKey, Bytes.wrap(open.toByteArray()));
    }
    Key partKey = Keys.part(id, request.getPart().getNumber());
    Optional<Versioned<PartRecord>> old = reads.get(partKey, PartRecord.parser());
    if (old.isPresent()) {
      transaction.requireUnchanged(partKey, old.get().revision());
      contents.discard(transaction, List.of(old.get().record().getBlob()));
    } else {
      transaction.requireAbsent(partKey);
    }
    PartInfo info = request.getPart().toBuilder().setModifiedMillis(clock.millis()).build();
    PartRecord record = PartRecord.newBuilder().setInfo(info).setBlob(request.getBlob()).build();
    Contents.addBlob(transaction, request.getBlob(), request.getBucket(), request.getKey());
    Reply reply = Reply.newBuilder().setPart(info).build();
    once.remember(transaction, () -> reply);
    store.commit(transaction.put(partKey, Bytes.wrap(record.toByteArray())).build());
    return reply;
  }
}

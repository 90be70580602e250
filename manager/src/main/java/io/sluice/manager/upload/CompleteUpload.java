package io.sluice.manager.upload;

import com.google.protobuf.ByteString;
import io.sluice.manager.bucket.Buckets;
import io.sluice.manager.object.ObjectWrites;
import io.sluice.manager.record.BlobListRecord;
import io.sluice.manager.record.CompletedUploadRecord;
import io.sluice.manager.record.Keys;
import io.sluice.manager.record.ObjectRecord;
import io.sluice.manager.record.UploadId;
import io.sluice.manager.record.UploadRecord;
import io.sluice.manager.record.UploadRecord.State;
import io.sluice.manager.request.Arns;
import io.sluice.manager.request.Attempts;
import io.sluice.manager.request.Caller;
import io.sluice.manager.request.Operation;
import io.sluice.manager.request.Reads;
import io.sluice.manager.request.Versioned;
import io.sluice.protocol.CompleteUploadRequest;
import io.sluice.protocol.ObjectInfo;
import io.sluice.protocol.Reply;
import io.sluice.protocol.StoredObject;
import io.sluice.protocol.UploadInfo;
import io.sluice.protocol.client.Etags;
import io.sluice.store.Bytes;
import io.sluice.store.Condition;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Transaction;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes an object of an upload's parts. The upload is marked first, which every part that is stored
 * meanwhile undoes; so the parts that were read are the parts there are when the object is
 * committed. No bytes are copied: the object is the list of the parts' blobs.
 */
public final class CompleteUpload implements Operation<CompleteUploadRequest> {
  /** Leaves the attempts to commit the object, to begin again with reading the parts. */
  private static final class UploadChangedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UploadChangedException() {
      super(null, null, false, false);
    }
  }

  private final MetadataStore store;
  private final ObjectWrites writes;
  private final Attempts attempts;
  private final Clock clock;
  private final Consumer<UploadId> ended;

  /**
   * Takes the parts that it needs.
   *
   * @param ended is told of every upload that has ended, to remove what is left of it
   */
  public CompleteUpload(
      MetadataStore store, ObjectWrites writes, Clock clock, Consumer<UploadId> ended) {
    this.store = store;
    this.writes = writes;
    this.attempts = new Attempts(store);
    this.clock = clock;
    this.ended = ended;
  }

  @Override
  public List<Key> reads(CompleteUploadRequest request) {
    String bucket = request.getBucket();
    List<Key> keys =
        new ArrayList<>(Uploads.reads(bucket, request.getKey(), request.getUploadId()));
    keys.add(Keys.object(bucket, request.getKey()));
    UploadId.parse(request.getUploadId()).ifPresent(id -> keys.add(Keys.completedUpload(id)));
    return keys;
  }

  @Override
  public Reply perform(CompleteUploadRequest request, Caller caller, Reads first) {
    String bucket = request.getBucket();
    caller.require(
        "s3:PutObject", Arns.object(bucket, request.getKey()), Buckets.record(bucket, first));
    Buckets.require(bucket, first);
    UploadId id = Uploads.id(request.getUploadId());
    ObjectInfo info =
        attempts.run(
            reads(request),
            first,
            reads ->
                completedBefore(request, id, reads).orElseGet(() -> complete(request, id, reads)));
    ended.accept(id);
    return Reply.newBuilder().setObject(StoredObject.newBuilder().setInfo(info)).build();
  }

  /**
   * What was answered when the same upload was completed with the same parts: a while ago, or by
   * somebody else while this was tried.
   */
  private static Optional<ObjectInfo> completedBefore(
      CompleteUploadRequest request, UploadId id, Reads reads) {
    return reads
        .get(Keys.completedUpload(id), CompletedUploadRecord.parser())
        .map(Versioned::record)
        .filter(done -> done.getBucket().equals(request.getBucket()))
        .filter(done -> done.getKey().equals(request.getKey()))
        .map(CompletedUploadRecord::getInfo)
        .filter(info -> info.getMd5().equals(md5OfEtags(request)));
  }

  private static ByteString md5OfEtags(CompleteUploadRequest request) {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      for (CompleteUploadRequest.Part part : request.getPartsList()) {
        md5.update(HexFormat.of().parseHex(Etags.unquote(part.getEtag())));
      }
      return ByteString.copyFrom(md5.digest());
    } catch (IllegalArgumentException e) {
      return ByteString.EMPTY;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  private ObjectInfo complete(CompleteUploadRequest request, UploadId id, Reads reads) {
    Versioned<UploadRecord> upload =
        Uploads.require(request.getBucket(), request.getKey(), id, reads);
    Key uploadKey = Keys.upload(request.getBucket(), request.getKey(), id);
    long marked = mark(uploadKey, upload);
    UploadInfo info = upload.record().getInfo();
    Assembly assembly = Assembly.of(info, request, Parts.readAll(store, id));
    ObjectWrites.Place place =
        new ObjectWrites.Place(request.getBucket(), request.getKey(), request.getCondition());
    Reads now = Reads.from(store, reads(request));
    try {
      return writes
          .put(
              place,
              List.of(uploadKey),
              now,
              (transaction, current) -> {
                requireMarked(uploadKey, marked, current);
                return prepare(transaction, request, id, marked, info, assembly);
              })
          .getInfo();
    } catch (UploadChangedException e) {
      throw new ConditionFailedException(new Condition.Unchanged(uploadKey, marked));
    }
  }

  private long mark(Key uploadKey, Versioned<UploadRecord> upload) {
    if (upload.record().getState() == State.COMPLETING) {
      return upload.revision();
    }
    UploadRecord completing = upload.record().toBuilder().setState(State.COMPLETING).build();
    return store.commit(
        Transaction.builder()
            .requireUnchanged(uploadKey, upload.revision())
            .put(uploadKey, Bytes.wrap(completing.toByteArray()))
            .build());
  }

  /** Where a part was stored or the upload was ended meanwhile, all begins again. */
  private static void requireMarked(Key uploadKey, long marked, Reads current) {
    boolean same =
        current
            .get(uploadKey, UploadRecord.parser())
            .filter(upload -> upload.revision() == marked)
            .isPresent();
    if (!same) {
      throw new UploadChangedException();
    }
  }

  private ObjectRecord prepare(
      Transaction.Builder transaction,
      CompleteUploadRequest request,
      UploadId id,
      long marked,
      UploadInfo upload,
      Assembly assembly) {
    ObjectInfo info =
        ObjectInfo.newBuilder()
            .setSize(assembly.size())
            .setMd5(assembly.md5())
            .setPartCount(assembly.list().getBlobsCount())
            // as at Amazon: when the upload was begun, not when it was completed
            .setModifiedMillis(upload.getInitiatedMillis())
            .setChecksum(assembly.checksum())
            .setHeaders(upload.getHeaders())
            .build();
    BlobListRecord list =
        BlobListRecord.newBuilder().setList(assembly.list()).setReferences(1).build();
    CompletedUploadRecord completed =
        CompletedUploadRecord.newBuilder()
            .setBucket(request.getBucket())
            .setKey(request.getKey())
            .setInfo(info)
            .setCompletedMillis(clock.millis())
            .build();
    ByteString listName = id.toByteString();
    transaction
        .put(Keys.blobList(listName), Bytes.wrap(list.toByteArray()))
        .put(Keys.completedUpload(id), Bytes.wrap(completed.toByteArray()));
    Key uploadKey = Keys.upload(request.getBucket(), request.getKey(), id);
    Uploads.end(transaction, uploadKey, marked, id, listName);
    return ObjectRecord.newBuilder().setInfo(info).setBlobList(listName).build();
  }
}

package io.sluice.manager.upload;

import com.google.protobuf.ByteString;
import io.sluice.manager.bucket.Buckets;
import io.sluice.manager.record.EndedUploadRecord;
import io.sluice.manager.record.Keys;
import io.sluice.manager.record.UploadId;
import io.sluice.manager.record.UploadRecord;
import io.sluice.manager.request.Reads;
import io.sluice.manager.request.Refusal;
import io.sluice.manager.request.Versioned;
import io.sluice.protocol.Failure;
import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds uploads, and ends them. */
final class Uploads {
  private Uploads() {}

  /**
   * An id that a client sent.
   *
   * @throws Refusal NO_SUCH_UPLOAD if it cannot be one
   */
  static UploadId id(String text) {
    return UploadId.parse(text).orElseThrow(() -> missing(text));
  }

  /**
   * What is read for an operation on an upload: its bucket, and the upload where the id can be one.
   */
  static List<Key> reads(String bucket, ByteString key, String uploadId) {
    List<Key> keys = new ArrayList<>();
    keys.add(Keys.bucket(bucket));
    UploadId.parse(uploadId).ifPresent(id -> keys.add(Keys.upload(bucket, key, id)));
    return keys;
  }

  /**
   * The upload, for those that may know whether there is one.
   *
   * @throws Refusal NO_SUCH_BUCKET or NO_SUCH_UPLOAD
   */
  static Versioned<UploadRecord> require(String bucket, ByteString key, UploadId id, Reads reads) {
    Buckets.require(bucket, reads);
    return reads
        .get(Keys.upload(bucket, key, id), UploadRecord.parser())
        .orElseThrow(() -> missing(id.toString()));
  }

  static Refusal missing(String uploadId) {
    return Refusal.of(
        Failure.Code.NO_SUCH_UPLOAD, "there is no such upload", Map.of("UploadId", uploadId));
  }

  /**
   * Ends an upload; its parts are removed later.
   *
   * @param blobList the list that some of its parts belong to from now on; empty for none
   */
  static void end(
      Transaction.Builder transaction,
      Key upload,
      long revision,
      UploadId id,
      ByteString blobList) {
    EndedUploadRecord ended = EndedUploadRecord.newBuilder().setBlobList(blobList).build();
    transaction
        .requireUnchanged(upload, revision)
        .delete(upload)
        .put(Keys.endedUpload(id), Bytes.wrap(ended.toByteArray()));
  }
}

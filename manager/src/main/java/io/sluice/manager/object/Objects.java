package io.sluice.manager.object;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.sluice.manager.bucket.Buckets;
import io.sluice.manager.policy.ContextKeys;
import io.sluice.manager.record.BlobListRecord;
import io.sluice.manager.record.Keys;
import io.sluice.manager.record.ObjectRecord;
import io.sluice.manager.request.Arns;
import io.sluice.manager.request.Caller;
import io.sluice.manager.request.Reads;
import io.sluice.manager.request.Refusal;
import io.sluice.protocol.BlobList;
import io.sluice.protocol.Content;
import io.sluice.protocol.Failure;
import io.sluice.store.Bytes;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import io.sluice.store.Transaction;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Finds objects and their bytes for the operations on them. */
final class Objects {
  private Objects() {}

  static Optional<Existing> find(String bucket, ByteString key, Reads reads) {
    return reads
        .get(Keys.object(bucket, key), ObjectRecord.parser())
        .map(found -> new Existing(bucket, key, found.record(), found.revision()));
  }

  /**
   * The object that a caller wants to read. Whether one is there that is not, only those learn that
   * may list the bucket.
   */
  static Existing readable(String bucket, ByteString key, Caller caller, Reads reads) {
    caller.require("s3:GetObject", Arns.object(bucket, key), Buckets.record(bucket, reads));
    return require(bucket, key, caller, reads);
  }

  /** The object that a caller may do something with that has been checked already. */
  static Existing require(String bucket, ByteString key, Caller caller, Reads reads) {
    Buckets.require(bucket, reads);
    return find(bucket, key, reads).orElseThrow(() -> missing(bucket, key, caller, reads));
  }

  /** Who may list by the key as a prefix could find out in that way, too. */
  private static Refusal missing(String bucket, ByteString key, Caller caller, Reads reads) {
    if (!caller.may(
        "s3:ListBucket",
        Arns.bucket(bucket),
        Buckets.record(bucket, reads),
        Map.of(ContextKeys.PREFIX, key.toStringUtf8()))) {
      return Refusal.of(Failure.Code.ACCESS_DENIED, "access denied");
    }
    return Refusal.of(
        Failure.Code.NO_SUCH_OBJECT, "there is no such object", Map.of("Key", key.toStringUtf8()));
  }

  /**
   * Where the bytes of an object are.
   *
   * @param reads holds the inline entry of the object
   * @throws ConditionFailedException if the object has been changed and must be read again
   */
  static Content content(Existing object, Reads reads, MetadataStore store) {
    return switch (object.record().getContentCase()) {
      case INLINE -> Content.newBuilder().setInline(inlineBytes(object, reads)).build();
      case BLOB ->
          Content.newBuilder()
              .setBlobs(BlobList.newBuilder().addBlobs(object.record().getBlob()))
              .build();
      case BLOB_LIST -> Content.newBuilder().setBlobs(blobList(object, store)).build();
      case CONTENT_NOT_SET ->
          throw new StoreException(StoreError.CORRUPT, object.name() + " has no content");
    };
  }

  /**
   * The blobs of an object that was uploaded in parts.
   *
   * @throws ConditionFailedException if the object has been changed and must be read again
   */
  static BlobList blobList(Existing object, MetadataStore store) {
    Key key = Keys.blobList(object.record().getBlobList());
    return store
        .get(key)
        .map(entry -> Reads.parse(key, entry, BlobListRecord.parser()).record().getList())
        .orElseThrow(() -> object.without(key, store));
  }

  static ByteString inlineBytes(Existing object, Reads reads) {
    Key name = Keys.inline(object.bucket(), object.key());
    byte[] bytes =
        reads
            .entry(name)
            .orElseThrow(() -> new StoreException(StoreError.CORRUPT, name + " is not there"))
            .value()
            .unsafeArray();
    if (bytes.length != object.record().getInfo().getSize()
        || crc32c(bytes) != object.record().getInline().getCrc32C()) {
      throw new StoreException(StoreError.CORRUPT, name + " is not what was stored");
    }
    return UnsafeByteOperations.unsafeWrap(bytes);
  }

  static int crc32c(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  static void put(Transaction.Builder transaction, Key key, ObjectRecord record) {
    transaction.put(key, Bytes.wrap(record.toByteArray()));
  }
}

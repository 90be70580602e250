package io.sluice.manager.record;

import com.google.protobuf.ByteString;
import io.sluice.protocol.Blob;
import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.Table;
import java.nio.ByteBuffer;
import java.util.List;

/** Which record is kept where. The layout of every name is described in {@code docs/formats.md}. */
public final class Keys {
  public static final Table BUCKETS = new Table("buckets");
  public static final Table OBJECTS = new Table("objects");
  public static final Table INLINE = new Table("inline");
  public static final Table BLOBS = new Table("blobs");
  public static final Table BLOB_LISTS = new Table("blob-lists");
  public static final Table UPLOADS = new Table("uploads");
  public static final Table PARTS = new Table("parts");
  public static final Table COMPLETED_UPLOADS = new Table("completed-uploads");
  public static final Table ENDED_UPLOADS = new Table("ended-uploads");
  public static final Table GARBAGE = new Table("garbage");
  public static final Table EPOCHS = new Table("epochs");
  public static final Table EXPIRED_EPOCHS = new Table("expired-epochs");
  public static final Table COUNTERS = new Table("counters");
  public static final Table PRINCIPALS = new Table("principals");
  public static final Table PRINCIPAL_NAMES = new Table("principal-names");

  /** How often an entity has been revoked, as 8 bytes; no row is 0. */
  public static final Table REVOCATIONS = new Table("revocations");

  public static final Table RESULTS = new Table("results");

  /** All of them. */
  public static final List<Table> TABLES =
      List.of(
          BUCKETS,
          OBJECTS,
          INLINE,
          BLOBS,
          BLOB_LISTS,
          UPLOADS,
          PARTS,
          COMPLETED_UPLOADS,
          ENDED_UPLOADS,
          GARBAGE,
          EPOCHS,
          EXPIRED_EPOCHS,
          COUNTERS,
          PRINCIPALS,
          PRINCIPAL_NAMES,
          REVOCATIONS,
          RESULTS);

  /** The last epoch that was leased, as 8 bytes. */
  public static final Key LAST_EPOCH = new Key(COUNTERS, Bytes.utf8("epoch"));

  /** The greatest number that the name of a part can hold. */
  public static final int LAST_PART = 0xFFFF;

  /** No bucket name holds it, so a bucket's names are those behind its own and this. */
  private static final byte SEPARATOR = '/';

  private Keys() {}

  public static Key principal(String accessKeyId) {
    return new Key(PRINCIPALS, Bytes.utf8(accessKeyId));
  }

  public static Key principalName(String name) {
    return new Key(PRINCIPAL_NAMES, Bytes.utf8(name));
  }

  /** Of an entity by its name, such as {@code principal-role/analysts}. */
  public static Key revocations(String entity) {
    return new Key(REVOCATIONS, Bytes.utf8(entity));
  }

  public static Key bucket(String bucket) {
    return new Key(BUCKETS, Bytes.utf8(bucket));
  }

  public static Key object(String bucket, ByteString key) {
    return new Key(OBJECTS, inBucket(bucket, key));
  }

  /** The bytes of a small object. */
  public static Key inline(String bucket, ByteString key) {
    return new Key(INLINE, inBucket(bucket, key));
  }

  public static Key blob(Blob blob) {
    return blob(blob.getEpoch(), blob.getNumber());
  }

  public static Key blob(long epoch, int number) {
    byte[] name = new byte[Long.BYTES + Integer.BYTES];
    ByteBuffer.wrap(name).putLong(epoch).putInt(number);
    return new Key(BLOBS, Bytes.wrap(name));
  }

  public static Key blobList(ByteString name) {
    return new Key(BLOB_LISTS, Bytes.wrap(name.toByteArray()));
  }

  public static Key epoch(long epoch) {
    return new Key(EPOCHS, number(epoch));
  }

  public static Key expiredEpoch(long epoch) {
    return new Key(EXPIRED_EPOCHS, number(epoch));
  }

  /** 8 bytes, in the order of the numbers. */
  public static Bytes number(long number) {
    return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }

  public static long epochOf(Bytes name) {
    return ByteBuffer.wrap(name.unsafeArray()).getLong();
  }

  /** What was done of an operation: as a whole, or by one of its steps. Ordered by time. */
  public static Key result(ByteString operationId, int step) {
    byte[] name = new byte[operationId.size() + Short.BYTES];
    operationId.copyTo(name, 0);
    ByteBuffer.wrap(name).putShort(operationId.size(), (short) step);
    return new Key(RESULTS, Bytes.wrap(name));
  }

  public static int resultStep(Bytes name) {
    return Short.toUnsignedInt(
        ByteBuffer.wrap(name.unsafeArray()).getShort(name.length() - Short.BYTES));
  }

  /** When an operation was asked for the first time. */
  public static long resultMillis(Bytes name) {
    return ByteBuffer.wrap(name.unsafeArray()).getLong() >>> Short.SIZE;
  }

  /** Ordered by time. */
  public static Key garbage(long millis, long distinction) {
    byte[] name = new byte[2 * Long.BYTES];
    ByteBuffer.wrap(name).putLong(millis).putLong(distinction);
    return new Key(GARBAGE, Bytes.wrap(name));
  }

  public static long garbageMillis(Bytes name) {
    return ByteBuffer.wrap(name.unsafeArray()).getLong();
  }

  /** Uploads of one key stand behind it in the order of their ids. */
  public static Key upload(String bucket, ByteString key, UploadId id) {
    return new Key(UPLOADS, inBucket(bucket, key).plus(id.suffix()));
  }

  /** What stands behind all uploads of a key, and before those of the next. */
  public static Bytes afterUploads(String bucket, ByteString key) {
    return inBucket(bucket, key).plus(UploadId.lastSuffix());
  }

  /** Ordered by number, which is at most {@link #LAST_PART}. */
  public static Key part(UploadId upload, int number) {
    byte[] suffix = {(byte) (number >>> Byte.SIZE), (byte) number};
    return new Key(PARTS, upload.bytes().plus(Bytes.wrap(suffix)));
  }

  public static int partNumber(Bytes name) {
    return Short.toUnsignedInt(ByteBuffer.wrap(name.unsafeArray()).getShort(name.length() - 2));
  }

  public static Key completedUpload(UploadId id) {
    return new Key(COMPLETED_UPLOADS, id.bytes());
  }

  public static Key endedUpload(UploadId id) {
    return new Key(ENDED_UPLOADS, id.bytes());
  }

  /** {@code bucket/key}, or where the key is empty what all names of the bucket start with. */
  public static Bytes inBucket(String bucket, ByteString key) {
    byte[] name = new byte[bucket.length() + 1 + key.size()];
    for (int i = 0; i < bucket.length(); i++) {
      name[i] = (byte) bucket.charAt(i);
    }
    name[bucket.length()] = SEPARATOR;
    key.copyTo(name, bucket.length() + 1);
    return Bytes.wrap(name);
  }

  /** What stands behind the bucket's name in a name of {@link #inBucket}. */
  public static ByteString keyOf(String bucket, Bytes name) {
    int start = bucket.length() + 1;
    return ByteString.copyFrom(name.unsafeArray(), start, name.length() - start);
  }
}

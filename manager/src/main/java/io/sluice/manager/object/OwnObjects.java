package io.sluice.manager.object;

import com.google.protobuf.ByteString;
import io.sluice.manager.record.BucketRecord;
import io.sluice.manager.record.Keys;
import io.sluice.manager.record.ObjectRecord;
import io.sluice.manager.request.Reads;
import io.sluice.manager.request.Versioned;
import io.sluice.protocol.Checksum;
import io.sluice.protocol.ObjectInfo;
import io.sluice.protocol.client.BucketName;
import io.sluice.protocol.client.ObjectKey;
import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Transaction;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32;

/**
 * Small objects for those in this process who change the store themselves: what they write becomes
 * an object in the transaction that says what it is for. Nobody is authenticated here: whoever
 * calls sees to it that the objects are theirs. What is larger than a value of the store, or is in
 * a bucket whose policy looks at each request, takes a request.
 */
public final class OwnObjects {
  private final MetadataStore store;
  private final Clock clock;

  public OwnObjects(MetadataStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * What adds new objects to a transaction, which then requires that none of them is there and that
   * the bucket stays as it is; empty if they take requests. There are three keys for one object,
   * and two more for each other.
   */
  public Optional<Consumer<Transaction.Builder>> addition(
      String bucket, Map<String, Bytes> objects) {
    Map<ByteString, Bytes> contents = new HashMap<>();
    objects.forEach((key, content) -> contents.put(ByteString.copyFromUtf8(key), content));
    if (!BucketName.valid(bucket)
        || contents.values().stream()
            .anyMatch(content -> content.length() > store.limits().valueBytes())
        || !contents.keySet().stream().allMatch(ObjectKey::valid)) {
      return Optional.empty();
    }
    Key bucketKey = Keys.bucket(bucket);
    return Reads.from(store, List.of(bucketKey))
        .get(bucketKey, BucketRecord.parser())
        .filter(found -> isOpen(found) && found.record().getDeletingSinceMillis() == 0)
        .map(
            found ->
                transaction -> {
                  transaction.requireUnchanged(bucketKey, found.revision());
                  contents.forEach((key, content) -> add(transaction, bucket, key, content));
                });
  }

  private static boolean isOpen(Versioned<BucketRecord> bucket) {
    return bucket.record().getPolicy().isEmpty();
  }

  private void add(Transaction.Builder transaction, String bucket, ByteString key, Bytes content) {
    byte[] bytes = content.unsafeArray();
    ObjectRecord record =
        ObjectRecord.newBuilder()
            .setInfo(
                ObjectInfo.newBuilder()
                    .setSize(bytes.length)
                    .setMd5(md5(bytes))
                    .setModifiedMillis(clock.millis())
                    .setChecksum(crc32(bytes)))
            .setInline(ObjectWrites.putInline(transaction, bucket, key, bytes))
            .build();
    Key name = Keys.object(bucket, key);
    transaction.requireAbsent(name);
    Objects.put(transaction, name, record);
  }

  /** The bytes of an object, if it is small and there. */
  public Optional<Bytes> read(String bucket, String key) {
    ByteString name = ByteString.copyFromUtf8(key);
    if (!BucketName.valid(bucket) || !ObjectKey.valid(name)) {
      return Optional.empty();
    }
    Key bucketKey = Keys.bucket(bucket);
    Reads reads =
        Reads.from(store, List.of(bucketKey, Keys.object(bucket, name), Keys.inline(bucket, name)));
    return reads
        .get(bucketKey, BucketRecord.parser())
        .filter(OwnObjects::isOpen)
        .flatMap(_ -> Objects.find(bucket, name, reads))
        .filter(object -> object.record().hasInline())
        .map(object -> Bytes.wrap(Objects.inlineBytes(object, reads).toByteArray()));
  }

  private static ByteString md5(byte[] bytes) {
    try {
      return ByteString.copyFrom(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Checksum crc32(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return Checksum.newBuilder()
        .setAlgorithm(Checksum.Algorithm.CRC32)
        .setType(Checksum.Type.FULL_OBJECT)
        .setValue(
            ByteString.copyFrom(
                ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array()))
        .build();
  }
}

package io.sluice.manager;

import static io.sluice.manager.TestingManager.key;

import com.google.protobuf.ByteString;
import io.sluice.manager.secret.AccessKey;
import io.sluice.protocol.AbortUploadRequest;
import io.sluice.protocol.AdmitRequest;
import io.sluice.protocol.Blob;
import io.sluice.protocol.BlobList;
import io.sluice.protocol.Checksum;
import io.sluice.protocol.CompleteUploadRequest;
import io.sluice.protocol.Content;
import io.sluice.protocol.CopyObjectRequest;
import io.sluice.protocol.CopySource;
import io.sluice.protocol.CreateBucketRequest;
import io.sluice.protocol.CreateUploadRequest;
import io.sluice.protocol.DeleteBucketRequest;
import io.sluice.protocol.DeleteObjectRequest;
import io.sluice.protocol.DeleteObjectsReply;
import io.sluice.protocol.DeleteObjectsRequest;
import io.sluice.protocol.GetObjectRequest;
import io.sluice.protocol.LeaseEpochRequest;
import io.sluice.protocol.ListObjectsRequest;
import io.sluice.protocol.ObjectInfo;
import io.sluice.protocol.ObjectList;
import io.sluice.protocol.PartInfo;
import io.sluice.protocol.PutObjectRequest;
import io.sluice.protocol.PutPartRequest;
import io.sluice.protocol.Reply;
import io.sluice.protocol.Request;
import io.sluice.protocol.StoredObject;
import io.sluice.protocol.WriteCondition;
import io.sluice.protocol.client.Etags;
import io.sluice.storage.BlobId;
import io.sluice.storage.BlobReader;
import io.sluice.storage.BlobWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;

/** Asks a manager for what a gateway asks it for, and stages and reads the bytes itself. */
public final class TestingGateway {
  public static final WriteCondition ANY = WriteCondition.getDefaultInstance();
  public static final WriteCondition ABSENT = WriteCondition.newBuilder().setAbsent(true).build();

  private final TestingManager manager;
  private final AccessKey caller;
  private final AtomicInteger nextNumber = new AtomicInteger();
  private volatile long epoch;

  TestingGateway(TestingManager manager, AccessKey caller) {
    this.manager = manager;
    this.caller = caller;
  }

  public static WriteCondition ifMatch(String etag) {
    return WriteCondition.newBuilder().setIfMatch(etag).build();
  }

  /** An epoch of its own from now on. */
  public long lease() {
    Request request =
        Request.newBuilder().setLeaseEpoch(LeaseEpochRequest.getDefaultInstance()).build();
    epoch = manager.execute(request).getEpoch().getEpoch();
    nextNumber.set(0);
    return epoch;
  }

  /** Bytes that nothing refers to yet. */
  public Blob stage(byte[] bytes) {
    if (epoch == 0) {
      lease();
    }
    int number = nextNumber.getAndIncrement();
    try (BlobWriter writer = manager.storage().create(new BlobId(epoch, number))) {
      writer.write(ByteBuffer.wrap(bytes));
      return Blob.newBuilder()
          .setEpoch(epoch)
          .setNumber(number)
          .setSize(bytes.length)
          .setCrc32C(writer.finish())
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Reply ask(Request.Builder request) {
    return manager.ask(caller, request);
  }

  public void createBucket(String bucket) {
    ask(Request.newBuilder().setCreateBucket(CreateBucketRequest.newBuilder().setBucket(bucket)));
  }

  public void deleteBucket(String bucket) {
    ask(Request.newBuilder().setDeleteBucket(DeleteBucketRequest.newBuilder().setBucket(bucket)));
  }

  public ObjectInfo put(String bucket, String key, byte[] bytes) {
    return put(bucket, key, bytes, ANY);
  }

  public ObjectInfo put(String bucket, String key, byte[] bytes, WriteCondition condition) {
    return ask(Request.newBuilder()
            .setPutObject(putRequest(bucket, key, bytes).setCondition(condition)))
        .getObject()
        .getInfo();
  }

  /** The request to put bytes, which have been staged if they are many. */
  public PutObjectRequest.Builder putRequest(String bucket, String key, byte[] bytes) {
    Content.Builder content = Content.newBuilder();
    if (bytes.length <= TestingManager.INLINE_LIMIT) {
      content.setInline(ByteString.copyFrom(bytes));
    } else {
      content.setBlobs(BlobList.newBuilder().addBlobs(stage(bytes)));
    }
    return PutObjectRequest.newBuilder()
        .setBucket(bucket)
        .setKey(key(key))
        .setInfo(
            ObjectInfo.newBuilder()
                .setSize(bytes.length)
                .setMd5(md5(bytes))
                .setChecksum(crc32(bytes)))
        .setContent(content);
  }

  public StoredObject find(String bucket, String key, GetObjectRequest.Purpose purpose) {
    return ask(Request.newBuilder()
            .setGetObject(
                GetObjectRequest.newBuilder()
                    .setBucket(bucket)
                    .setKey(key(key))
                    .setPurpose(purpose)))
        .getObject();
  }

  public byte[] get(String bucket, String key) {
    return read(find(bucket, key, GetObjectRequest.Purpose.READ).getContent());
  }

  public byte[] read(Content content) {
    if (content.hasInline()) {
      return content.getInline().toByteArray();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Blob blob : content.getBlobs().getBlobsList()) {
      try (BlobReader reader =
          manager.storage().open(new BlobId(blob.getEpoch(), blob.getNumber()))) {
        ByteBuffer buffer = ByteBuffer.allocate((int) blob.getSize());
        reader.read(buffer, 0);
        bytes.writeBytes(buffer.array());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return bytes.toByteArray();
  }

  public void delete(String bucket, String key) {
    delete(bucket, key, "");
  }

  public void delete(String bucket, String key, String ifMatch) {
    ask(
        Request.newBuilder()
            .setDeleteObject(
                DeleteObjectRequest.newBuilder()
                    .setBucket(bucket)
                    .setKey(key(key))
                    .setIfMatch(ifMatch)));
  }

  public DeleteObjectsReply deleteAll(String bucket, List<String> keys) {
    DeleteObjectsRequest.Builder request = DeleteObjectsRequest.newBuilder().setBucket(bucket);
    keys.forEach(
        key -> request.addTargets(DeleteObjectsRequest.Target.newBuilder().setKey(key(key))));
    return ask(Request.newBuilder().setDeleteObjects(request)).getDeleted();
  }

  public ObjectInfo copy(String fromBucket, String fromKey, String bucket, String key) {
    return ask(Request.newBuilder()
            .setCopyObject(
                CopyObjectRequest.newBuilder()
                    .setBucket(bucket)
                    .setKey(key(key))
                    .setSource(source(fromBucket, fromKey))))
        .getObject()
        .getInfo();
  }

  public static CopySource source(String bucket, String key) {
    return CopySource.newBuilder().setBucket(bucket).setKey(key(key)).build();
  }

  public ObjectList list(String bucket) {
    return ask(Request.newBuilder()
            .setListObjects(ListObjectsRequest.newBuilder().setBucket(bucket).setLimit(1_000)))
        .getObjects();
  }

  public String createUpload(String bucket, String key) {
    return createUpload(bucket, key, Checksum.Algorithm.CRC32, Checksum.Type.FULL_OBJECT);
  }

  public String createUpload(
      String bucket, String key, Checksum.Algorithm algorithm, Checksum.Type type) {
    return ask(Request.newBuilder()
            .setCreateUpload(
                CreateUploadRequest.newBuilder()
                    .setBucket(bucket)
                    .setKey(key(key))
                    .setChecksumAlgorithm(algorithm)
                    .setChecksumType(type)))
        .getUpload()
        .getUploadId();
  }

  /** A part of an upload that computes CRC32. */
  public PartInfo putPart(String bucket, String key, String upload, int number, byte[] bytes) {
    PartInfo.Builder part =
        PartInfo.newBuilder()
            .setNumber(number)
            .setSize(bytes.length)
            .setMd5(md5(bytes))
            .setChecksum(crc32(bytes));
    return putPart(bucket, key, upload, part, stage(bytes));
  }

  public PartInfo putPart(
      String bucket, String key, String upload, PartInfo.Builder part, Blob blob) {
    return ask(Request.newBuilder()
            .setPutPart(
                PutPartRequest.newBuilder()
                    .setBucket(bucket)
                    .setKey(key(key))
                    .setUploadId(upload)
                    .setPart(part)
                    .setBlob(blob)))
        .getPart();
  }

  public ObjectInfo complete(String bucket, String key, String upload, List<PartInfo> parts) {
    return ask(Request.newBuilder().setCompleteUpload(completeRequest(bucket, key, upload, parts)))
        .getObject()
        .getInfo();
  }

  public static CompleteUploadRequest.Builder completeRequest(
      String bucket, String key, String upload, List<PartInfo> parts) {
    CompleteUploadRequest.Builder request =
        CompleteUploadRequest.newBuilder().setBucket(bucket).setKey(key(key)).setUploadId(upload);
    for (PartInfo part : parts) {
      request.addParts(
          CompleteUploadRequest.Part.newBuilder()
              .setNumber(part.getNumber())
              .setEtag(Etags.of(part.getMd5())));
    }
    return request;
  }

  public void abort(String bucket, String key, String upload) {
    ask(
        Request.newBuilder()
            .setAbortUpload(
                AbortUploadRequest.newBuilder()
                    .setBucket(bucket)
                    .setKey(key(key))
                    .setUploadId(upload)));
  }

  public Reply admit(AdmitRequest.Builder request) {
    return ask(Request.newBuilder().setAdmit(request));
  }

  public static Checksum crc32(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return Checksum.newBuilder()
        .setAlgorithm(Checksum.Algorithm.CRC32)
        .setValue(
            ByteString.copyFrom(
                ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array()))
        .build();
  }

  public static ByteString md5(byte[] bytes) {
    try {
      return ByteString.copyFrom(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

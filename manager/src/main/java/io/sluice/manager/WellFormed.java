package io.sluice.manager;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.sluice.manager.request.Once;
import io.sluice.manager.request.Refusal;
import io.sluice.protocol.AdmitRequest;
import io.sluice.protocol.Blob;
import io.sluice.protocol.Checksum;
import io.sluice.protocol.CompleteUploadRequest;
import io.sluice.protocol.CopyObjectRequest;
import io.sluice.protocol.CopySource;
import io.sluice.protocol.CreateUploadRequest;
import io.sluice.protocol.Failure;
import io.sluice.protocol.ListObjectsRequest;
import io.sluice.protocol.ListUploadsRequest;
import io.sluice.protocol.PartInfo;
import io.sluice.protocol.PutObjectRequest;
import io.sluice.protocol.PutPartRequest;
import io.sluice.protocol.Request;
import io.sluice.protocol.client.BucketName;
import io.sluice.protocol.client.ObjectKey;
import java.util.List;

/**
 * Refuses requests that make no sense whoever asks and whatever is stored, before anything is done
 * with what they say. So everything behind can rely on names that can be names and numbers that can
 * be sizes.
 */
final class WellFormed {
  private static final int MD5_BYTES = 16;
  private static final int MOST_PARTS = 10_000;

  /** Amazon S3 takes 8 KiB of headers, 2 of them for user metadata, and ten tags. */
  private static final int MOST_HEADER_BYTES = 32 << 10;

  private WellFormed() {}

  /**
   * Requires that a request can be done by somebody.
   *
   * @throws Refusal INVALID_REQUEST
   */
  static void require(Request request) {
    ByteString operationId = request.getOperationId();
    if (!operationId.isEmpty() && operationId.size() != Once.ID_BYTES) {
      throw refusal(
          "an operation id has %d bytes, not %d".formatted(Once.ID_BYTES, operationId.size()));
    }
    switch (request.getOperationCase()) {
      case CREATE_BUCKET -> bucket(request.getCreateBucket().getBucket());
      case GET_BUCKET -> bucket(request.getGetBucket().getBucket());
      case DELETE_BUCKET -> bucket(request.getDeleteBucket().getBucket());
      case GET_BUCKET_POLICY -> bucket(request.getGetBucketPolicy().getBucket());
      case PUT_BUCKET_POLICY -> bucket(request.getPutBucketPolicy().getBucket());
      case DELETE_BUCKET_POLICY -> bucket(request.getDeleteBucketPolicy().getBucket());
      case ADMIT -> admit(request.getAdmit());
      case PUT_OBJECT -> putObject(request.getPutObject());
      case GET_OBJECT ->
          object(request.getGetObject().getBucket(), request.getGetObject().getKey());
      case DELETE_OBJECT ->
          object(request.getDeleteObject().getBucket(), request.getDeleteObject().getKey());
      // each key is looked at with its target
      case DELETE_OBJECTS -> bucket(request.getDeleteObjects().getBucket());
      case COPY_OBJECT -> copyObject(request.getCopyObject());
      case LIST_OBJECTS -> listObjects(request.getListObjects());
      case SET_OBJECT_TAGS -> {
        object(request.getSetObjectTags().getBucket(), request.getSetObjectTags().getKey());
        headers(request.getSetObjectTags());
        if (request.getSetObjectTags().getDeletion()
            && request.getSetObjectTags().getTagsCount() > 0) {
          throw refusal("tags are given or taken away");
        }
      }
      case CREATE_UPLOAD -> createUpload(request.getCreateUpload());
      case PUT_PART -> putPart(request.getPutPart());
      case COMPLETE_UPLOAD -> completeUpload(request.getCompleteUpload());
      case ABORT_UPLOAD ->
          object(request.getAbortUpload().getBucket(), request.getAbortUpload().getKey());
      case LIST_PARTS -> {
        object(request.getListParts().getBucket(), request.getListParts().getKey());
        number("limit", request.getListParts().getLimit());
        number("after_number", request.getListParts().getAfterNumber());
      }
      case LIST_UPLOADS -> listUploads(request.getListUploads());
      case LIST_BUCKETS -> number("limit", request.getListBuckets().getLimit());
      case LIST_PRINCIPALS -> number("limit", request.getListPrincipals().getLimit());
      // these find out for themselves whether there is such a thing
      case VERIFY,
          LEASE_EPOCH,
          RENEW_EPOCH,
          SCRUB,
          CREATE_PRINCIPAL,
          SHOW_PRINCIPAL,
          ROTATE_PRINCIPAL,
          ENABLE_PRINCIPAL,
          DELETE_PRINCIPAL,
          SET_PRINCIPAL_POLICY,
          ASSUME_ROLE,
          GET_CALLER_IDENTITY -> {}
      case OPERATION_NOT_SET -> throw refusal("the request asks for nothing");
    }
  }

  private static void admit(AdmitRequest request) {
    object(request.getBucket(), request.getKey());
    number("size", request.getSize());
    if (request.hasSource()) {
      source(request.getSource());
    }
  }

  private static void putObject(PutObjectRequest request) {
    object(request.getBucket(), request.getKey());
    number("size", request.getInfo().getSize());
    md5(request.getInfo().getMd5());
    checksum(request.getInfo().getChecksum());
    headers(request.getInfo().getHeaders());
    boolean fits =
        switch (request.getContent().getPlaceCase()) {
          case INLINE -> request.getContent().getInline().size() == request.getInfo().getSize();
          case BLOBS -> {
            List<Blob> blobs = request.getContent().getBlobs().getBlobsList();
            blobs.forEach(WellFormed::blob);
            yield blobs.size() == 1 && blobs.getFirst().getSize() == request.getInfo().getSize();
          }
          case PLACE_NOT_SET -> false;
        };
    if (!fits
        || request.getInfo().getPartCount() != 0
        || request.getContent().getBlobs().getPartsCount() != 0) {
      throw refusal("the content does not fit what is said of it");
    }
  }

  private static void copyObject(CopyObjectRequest request) {
    object(request.getBucket(), request.getKey());
    source(request.getSource());
    headers(request.getHeaders());
    checksum(request.getChecksum());
  }

  private static void listObjects(ListObjectsRequest request) {
    bucket(request.getBucket());
    number("limit", request.getLimit());
    text(request.getPrefix(), request.getDelimiter(), request.getAfter());
  }

  private static void listUploads(ListUploadsRequest request) {
    bucket(request.getBucket());
    number("limit", request.getLimit());
    text(request.getPrefix(), request.getDelimiter(), request.getAfterKey());
  }

  private static void createUpload(CreateUploadRequest request) {
    object(request.getBucket(), request.getKey());
    headers(request.getHeaders());
    boolean known = request.getChecksumType() != Checksum.Type.UNRECOGNIZED;
    boolean possible =
        switch (request.getChecksumAlgorithm()) {
          case CRC32, CRC32C -> known;
          case CRC64NVME -> request.getChecksumType() == Checksum.Type.FULL_OBJECT;
          case SHA1, SHA256 -> request.getChecksumType() == Checksum.Type.COMPOSITE;
          case NONE, UNRECOGNIZED -> false;
        };
    if (!possible) {
      throw refusal(
          "the parts' checksums by %s do not make a checksum of type %s"
              .formatted(request.getChecksumAlgorithm(), request.getChecksumType()));
    }
  }

  private static void putPart(PutPartRequest request) {
    object(request.getBucket(), request.getKey());
    blob(request.getBlob());
    PartInfo part = request.getPart();
    md5(part.getMd5());
    checksum(part.getChecksum());
    if (part.getNumber() < 1 || part.getNumber() > MOST_PARTS) {
      throw refusal("part %d is not 1 to %d".formatted(part.getNumber(), MOST_PARTS));
    }
    if (part.getSize() != request.getBlob().getSize()) {
      throw refusal("the blob does not fit what is said of it");
    }
  }

  private static void completeUpload(CompleteUploadRequest request) {
    object(request.getBucket(), request.getKey());
    if (request.getPartsCount() < 1 || request.getPartsCount() > MOST_PARTS) {
      throw refusal(
          "an upload is completed with 1 to %d parts, not %d"
              .formatted(MOST_PARTS, request.getPartsCount()));
    }
  }

  private static void bucket(String name) {
    if (!BucketName.valid(name)) {
      throw refusal("'%s' is not a bucket name".formatted(name));
    }
  }

  private static void object(String bucket, ByteString key) {
    bucket(bucket);
    if (!ObjectKey.valid(key)) {
      throw refusal("a key is 1 to %d bytes of UTF-8".formatted(ObjectKey.MAX_BYTES));
    }
  }

  private static void source(CopySource source) {
    object(source.getBucket(), source.getKey());
  }

  private static void text(ByteString... names) {
    for (ByteString name : names) {
      if (!ObjectKey.text(name)) {
        throw refusal("keys are listed by text in UTF-8");
      }
    }
  }

  private static void blob(Blob blob) {
    if (blob.getEpoch() < 1 || blob.getNumber() < 0 || blob.getSize() < 0) {
      throw refusal(
          "no blob is named %d/%d and has %d bytes"
              .formatted(
                  blob.getEpoch(), Integer.toUnsignedLong(blob.getNumber()), blob.getSize()));
    }
  }

  private static void number(String name, long value) {
    if (value < 0) {
      throw refusal("%s is negative: %d".formatted(name, value));
    }
  }

  private static void md5(ByteString md5) {
    if (md5.size() != MD5_BYTES) {
      throw refusal("an MD5 has %d bytes, not %d".formatted(MD5_BYTES, md5.size()));
    }
  }

  /** Of bytes, not of parts; where there is none it is empty. */
  private static void checksum(Checksum checksum) {
    int length =
        switch (checksum.getAlgorithm()) {
          case NONE -> 0;
          case CRC32, CRC32C -> 4;
          case CRC64NVME -> 8;
          case SHA1 -> 20;
          case SHA256 -> 32;
          case UNRECOGNIZED -> -1;
        };
    if (checksum.getValue().size() != length || checksum.getType() != Checksum.Type.FULL_OBJECT) {
      throw refusal("the checksum is not one of bytes by a known algorithm");
    }
  }

  private static void headers(MessageLite headers) {
    if (headers.getSerializedSize() > MOST_HEADER_BYTES) {
      throw refusal(
          "an object's headers have at most %d bytes, not %d"
              .formatted(MOST_HEADER_BYTES, headers.getSerializedSize()));
    }
  }

  private static Refusal refusal(String message) {
    return Refusal.of(Failure.Code.INVALID_REQUEST, message);
  }
}

package io.sluice.manager.upload;

import com.google.protobuf.ByteString;
import io.sluice.manager.record.PartRecord;
import io.sluice.manager.request.Refusal;
import io.sluice.protocol.BlobList;
import io.sluice.protocol.Checksum;
import io.sluice.protocol.CompleteUploadRequest;
import io.sluice.protocol.CompleteUploadRequest.Part;
import io.sluice.protocol.Failure;
import io.sluice.protocol.PartDigest;
import io.sluice.protocol.PartInfo;
import io.sluice.protocol.UploadInfo;
import io.sluice.protocol.client.Etags;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What an upload's chosen parts make together. No byte of theirs is read: all of it follows from
 * what is known of each part.
 */
record Assembly(BlobList list, long size, ByteString md5, Checksum checksum) {
  /** For every part but the last. */
  private static final long SMALLEST_PART = 5L << 20;

  static Assembly of(UploadInfo upload, CompleteUploadRequest request, List<PartRecord> stored) {
    List<Part> chosen = request.getPartsList();
    requireOrder(chosen);
    Map<Integer, PartRecord> byNumber = HashMap.newHashMap(stored.size());
    stored.forEach(part -> byNumber.put(part.getInfo().getNumber(), part));
    List<PartRecord> parts =
        chosen.stream().map(part -> match(upload, part, byNumber.get(part.getNumber()))).toList();
    requireSizes(parts);
    BlobList.Builder list = BlobList.newBuilder();
    MessageDigest md5 = digest("MD5");
    long size = 0;
    for (PartRecord part : parts) {
      PartInfo info = part.getInfo();
      list.addBlobs(part.getBlob());
      list.addParts(
          PartDigest.newBuilder().setNumber(info.getNumber()).setChecksum(info.getChecksum()));
      md5.update(info.getMd5().asReadOnlyByteBuffer());
      size += info.getSize();
    }
    Checksum checksum = checksum(upload, list.build());
    requireStated(request, size, checksum);
    return new Assembly(list.build(), size, ByteString.copyFrom(md5.digest()), checksum);
  }

  private static void requireOrder(List<Part> chosen) {
    int previous = 0;
    for (Part part : chosen) {
      if (part.getNumber() <= previous) {
        throw Refusal.of(Failure.Code.INVALID_PART_ORDER, "the parts are not in ascending order");
      }
      previous = part.getNumber();
    }
  }

  private static void requireSizes(List<PartRecord> parts) {
    for (PartRecord part : parts.subList(0, Math.max(0, parts.size() - 1))) {
      if (part.getInfo().getSize() < SMALLEST_PART) {
        throw tooSmall(part.getInfo());
      }
    }
  }

  private static PartRecord match(UploadInfo upload, Part part, @Nullable PartRecord stored) {
    if (stored == null
        || !Etags.unquote(part.getEtag()).equals(Etags.of(stored.getInfo().getMd5()))) {
      throw invalidPart(upload, part);
    }
    if (part.hasChecksum()) {
      if (!part.getChecksum().getValue().equals(stored.getInfo().getChecksum().getValue())) {
        throw invalidPart(upload, part);
      }
    } else if (upload.getChecksumType() == Checksum.Type.COMPOSITE) {
      throw Refusal.of(
          Failure.Code.INVALID_REQUEST,
          ("The upload was created using a %s checksum. The complete request must include the"
                  + " checksum for each part. It was missing for part %d in the request.")
              .formatted(
                  upload.getChecksumAlgorithm().name().toLowerCase(Locale.ROOT), part.getNumber()));
    }
    return stored;
  }

  private static Refusal invalidPart(UploadInfo upload, Part part) {
    return Refusal.of(
        Failure.Code.INVALID_PART,
        "a part is not there, or is not the one that is named",
        Map.of(
            "UploadId", upload.getUploadId(),
            "PartNumber", Integer.toString(part.getNumber()),
            "ETag", Etags.unquote(part.getEtag())));
  }

  private static Refusal tooSmall(PartInfo part) {
    return Refusal.of(
        Failure.Code.PART_TOO_SMALL,
        "a part that is not the last is too small",
        Map.of(
            "ProposedSize", Long.toString(part.getSize()),
            "MinSizeAllowed", Long.toString(SMALLEST_PART),
            "PartNumber", Integer.toString(part.getNumber()),
            "ETag", Etags.of(part.getMd5())));
  }

  private static Checksum checksum(UploadInfo upload, BlobList list) {
    Checksum.Builder checksum =
        Checksum.newBuilder()
            .setAlgorithm(upload.getChecksumAlgorithm())
            .setType(upload.getChecksumType());
    return checksum
        .setValue(
            upload.getChecksumType() == Checksum.Type.COMPOSITE
                ? composite(upload.getChecksumAlgorithm(), list)
                : whole(upload.getChecksumAlgorithm(), list))
        .build();
  }

  private static ByteString composite(Checksum.Algorithm algorithm, BlobList list) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (PartDigest part : list.getPartsList()) {
      joined.writeBytes(part.getChecksum().getValue().toByteArray());
    }
    byte[] bytes = joined.toByteArray();
    return switch (algorithm) {
      case SHA1 -> ByteString.copyFrom(digest("SHA-1").digest(bytes));
      case SHA256 -> ByteString.copyFrom(digest("SHA-256").digest(bytes));
      case CRC32 -> {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        yield bigEndian(crc.getValue(), Integer.BYTES);
      }
      case CRC32C -> {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        yield bigEndian(crc.getValue(), Integer.BYTES);
      }
      case NONE, CRC64NVME, UNRECOGNIZED ->
          throw new IllegalArgumentException(algorithm + " is not made of the parts' checksums");
    };
  }

  private static ByteString whole(Checksum.Algorithm algorithm, BlobList list) {
    CrcCombination combination = CrcCombination.of(algorithm);
    int width = algorithm == Checksum.Algorithm.CRC64NVME ? Long.BYTES : Integer.BYTES;
    long crc = 0;
    for (int i = 0; i < list.getBlobsCount(); i++) {
      long next = fromBigEndian(list.getParts(i).getChecksum().getValue());
      crc = i == 0 ? next : combination.combine(crc, next, list.getBlobs(i).getSize());
    }
    return bigEndian(crc, width);
  }

  private static void requireStated(CompleteUploadRequest request, long size, Checksum checksum) {
    if (request.hasSize() && request.getSize() != size) {
      throw Refusal.of(
          Failure.Code.INVALID_REQUEST,
          "the parts make %d bytes, not the %d that were stated"
              .formatted(size, request.getSize()));
    }
    if (!request.hasChecksum()) {
      return;
    }
    Checksum stated = request.getChecksum();
    if (stated.getType() != checksum.getType()) {
      throw Refusal.of(
          Failure.Code.INVALID_REQUEST,
          "The upload was created using the %s checksum mode. The complete request must use the same checksum mode."
              .formatted(checksum.getType()));
    }
    if (stated.getAlgorithm() == Checksum.Algorithm.NONE) {
      return;
    }
    if (stated.getAlgorithm() != checksum.getAlgorithm()) {
      throw Refusal.of(
          Failure.Code.INVALID_REQUEST,
          "Checksum Type mismatch occurred, expected checksum Type: %s, actual checksum Type: %s"
              .formatted(name(checksum), name(stated)));
    }
    if (!stated.getValue().equals(checksum.getValue())) {
      throw Refusal.of(
          Failure.Code.CHECKSUM_MISMATCH,
          "the checksum of the whole is not the one that was stated",
          Map.of(
              "Algorithm", stated.getAlgorithm().name(),
              "ExpectedDigest", base64(stated),
              "CalculatedDigest", base64(checksum)));
    }
  }

  private static String name(Checksum checksum) {
    return checksum.getAlgorithm().name().toLowerCase(Locale.ROOT);
  }

  private static String base64(Checksum checksum) {
    return Base64.getEncoder().encodeToString(checksum.getValue().toByteArray());
  }

  private static ByteString bigEndian(long value, int width) {
    byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    return ByteString.copyFrom(bytes, Long.BYTES - width, width);
  }

  private static long fromBigEndian(ByteString bytes) {
    long value = 0;
    for (byte b : bytes) {
      value = (value << Byte.SIZE) | (b & 0xFF);
    }
    return value;
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }
}

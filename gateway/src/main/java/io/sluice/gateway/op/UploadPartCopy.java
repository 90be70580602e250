package io.sluice.gateway.op;

import com.google.protobuf.ByteString;
import io.sluice.gateway.body.RunningChecksum;
import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.S3Request;
import io.sluice.gateway.staging.StagedBlob;
import io.sluice.gateway.staging.Staging;
import io.sluice.gateway.xml.XmlWriter;
import io.sluice.http.Response;
import io.sluice.protocol.AdmitReply;
import io.sluice.protocol.AdmitRequest;
import io.sluice.protocol.Blob;
import io.sluice.protocol.Checksum.Algorithm;
import io.sluice.protocol.CopySource;
import io.sluice.protocol.PartInfo;
import io.sluice.protocol.client.ManagerClient;
import io.sluice.storage.BlobStorage;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Uploads a part whose bytes are those of an object, or a range of them. */
public final class UploadPartCopy implements S3Operation {
  private static final String RANGE_HEADER = "x-amz-copy-source-range";
  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{1,18})-([0-9]{1,18})");
  private static final long LARGEST = 5L << 30;

  private final ManagerClient manager;
  private final Staging staging;
  private final BlobStorage storage;
  private final KeepAlive keepAlive;
  private final Clock clock;

  public UploadPartCopy(
      ManagerClient manager,
      Staging staging,
      BlobStorage storage,
      KeepAlive keepAlive,
      Clock clock) {
    this.clock = clock;
    this.manager = manager;
    this.staging = staging;
    this.storage = storage;
    this.keepAlive = keepAlive;
  }

  @Override
  public Response handle(S3Request request) throws IOException {
    int number = Numbers.partNumber(request.query().get("partNumber").orElse(""));
    CopySource source = CopySources.read(request, clock);
    Optional<String> header = request.header(RANGE_HEADER);
    Optional<ByteRange> stated = header.map(UploadPartCopy::parse);
    AdmitReply admitted =
        manager
            .execute(
                request
                    .call()
                    .setAdmit(
                        AdmitRequest.newBuilder()
                            .setBucket(request.bucket())
                            .setKey(request.key())
                            .setUploadId(UploadIds.of(request))
                            .setSource(source))
                    .build())
            .getAdmitted();
    long size = admitted.getSource().getInfo().getSize();
    ByteRange range = stated.orElse(new ByteRange(0, size));
    if (range.offset() + range.length() > size) {
      throw S3Exception.invalidArgument(
          RANGE_HEADER,
          header.orElse(""),
          "Range specified is not valid for source object of size: " + size);
    }
    if (range.length() > LARGEST) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "The specified copy source is larger than the maximum allowable size for a copy source: "
              + LARGEST);
    }
    return keepAlive.answer(request, () -> copy(request, number, admitted, range));
  }

  private static ByteRange parse(String header) {
    Matcher matcher = RANGE.matcher(header);
    if (matcher.matches()) {
      long first = Long.parseLong(matcher.group(1));
      long last = Long.parseLong(matcher.group(2));
      if (first <= last) {
        return new ByteRange(first, last - first + 1);
      }
    }
    throw S3Exception.invalidArgument(
        RANGE_HEADER,
        header,
        "The x-amz-copy-source-range value must be of the form bytes=first-last where first and"
            + " last are the zero-based offsets of the first and last bytes to copy");
  }

  private XmlWriter copy(S3Request request, int number, AdmitReply admitted, ByteRange range)
      throws IOException {
    Algorithm algorithm = admitted.getChecksumAlgorithm();
    MessageDigest md5 = RunningChecksum.digest("MD5");
    RunningChecksum checksum = RunningChecksum.of(algorithm);
    try (StagedBlob staged = staging.begin()) {
      byte[] chunk = new byte[128 << 10];
      ObjectContent.read(
          admitted.getSource().getContent(),
          range,
          storage,
          bytes -> {
            while (bytes.hasRemaining()) {
              int count = Math.min(chunk.length, bytes.remaining());
              bytes.get(bytes.position(), chunk, 0, count);
              md5.update(chunk, 0, count);
              checksum.update(chunk, 0, count);
              int end = bytes.limit();
              staged.write(bytes.limit(bytes.position() + count));
              bytes.limit(end);
            }
          });
      Blob blob = staged.finish();
      PartInfo part =
          PartInfo.newBuilder()
              .setNumber(number)
              .setSize(range.length())
              .setMd5(ByteString.copyFrom(md5.digest()))
              .setChecksum(RunningChecksum.message(algorithm, checksum.value()))
              .build();
      PartInfo stored =
          staging.commit(staged, () -> PartWrites.commit(request, part, blob, manager));
      XmlWriter xml = XmlWriter.document("CopyPartResult");
      xml.element("LastModified", Replies.isoDate(stored.getModifiedMillis()));
      xml.element("ETag", PartWrites.quotedEtag(stored));
      ChecksumElements.write(xml, stored.getChecksum());
      return xml.end();
    }
  }
}

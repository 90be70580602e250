package io.sluice.gateway.op;

import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.S3Request;
import io.sluice.http.Content;
import io.sluice.http.Headers;
import io.sluice.http.Response;
import io.sluice.protocol.BlobList;
import io.sluice.protocol.GetObjectRequest;
import io.sluice.protocol.GetObjectRequest.Purpose;
import io.sluice.protocol.ObjectInfo;
import io.sluice.protocol.StoredObject;
import io.sluice.protocol.client.ManagerClient;
import io.sluice.storage.BlobStorage;
import io.sluice.storage.StorageError;
import io.sluice.storage.StorageException;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;

/** Sends an object, or a range or a part of it. A HEAD is the same without the bytes. */
public final class GetObject implements S3Operation {
  /** Whether the bytes are wanted. */
  public enum Mode {
    GET,
    HEAD
  }

  private final ManagerClient manager;
  private final BlobStorage storage;
  private final Clock clock;
  private final Mode mode;

  public GetObject(ManagerClient manager, BlobStorage storage, Clock clock, Mode mode) {
    this.manager = manager;
    this.storage = storage;
    this.clock = clock;
    this.mode = mode;
  }

  @Override
  public boolean takesVersion() {
    return true;
  }

  @Override
  public Response handle(S3Request request) throws IOException {
    ObjectHeadersWriter.requireSignedOverrides(request);
    Versions.require(request, manager);
    Optional<Integer> partNumber = request.query().get("partNumber").map(Numbers::partNumber);
    Optional<ByteRange.Asked> asked = request.header("range").flatMap(ByteRange.Asked::parse);
    if (partNumber.isPresent() && request.headers().contains("range")) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "Cannot specify both Range header and partNumber query parameter");
    }
    try {
      return answer(request, partNumber, asked);
    } catch (StorageException e) {
      if (e.error() != StorageError.NOT_FOUND) {
        throw e;
      }
      // replaced between the look-up and now; what is there instead is looked up
      return answer(request, partNumber, asked);
    }
  }

  private Response answer(
      S3Request request, Optional<Integer> partNumber, Optional<ByteRange.Asked> asked)
      throws IOException {
    StoredObject object = look(request, partNumber.isPresent());
    ObjectInfo info = object.getInfo();
    Optional<Response> instead = ReadConditions.of(request, clock).check(info);
    if (instead.isPresent()) {
      return instead.get();
    }
    Headers.Builder headers = ObjectHeadersWriter.all(info, request);
    ByteRange range = new ByteRange(0, info.getSize());
    boolean partial = false;
    if (partNumber.isPresent()) {
      range = part(object, partNumber.get());
      // of nothing there is no range
      partial = range.length() > 0;
      if (info.getPartCount() > 0) {
        headers.add("x-amz-mp-parts-count", Integer.toString(info.getPartCount()));
      }
    } else if (asked.isPresent()) {
      range = asked.get().of(info.getSize());
      partial = true;
    }
    boolean whole = range.length() == info.getSize();
    if (partial) {
      headers.add("Content-Range", range.contentRange(info.getSize()));
    }
    if (whole
        && request.header("x-amz-checksum-mode").filter("enabled"::equalsIgnoreCase).isPresent()) {
      ObjectHeadersWriter.addChecksum(headers, info);
    }
    headers.add("Content-Length", Long.toString(range.length()));
    Content content =
        mode == Mode.HEAD
            ? Content.None.INSTANCE
            : ObjectContent.of(object.getContent(), range, storage);
    return new Response(partial ? 206 : 200, headers.build(), content);
  }

  private StoredObject look(S3Request request, boolean parts) {
    Purpose purpose = mode == Mode.GET ? Purpose.READ : parts ? Purpose.PARTS : Purpose.HEAD;
    return manager
        .execute(
            request
                .call()
                .setGetObject(
                    GetObjectRequest.newBuilder()
                        .setBucket(request.bucket())
                        .setKey(request.key())
                        .setPurpose(purpose))
                .build())
        .getObject();
  }

  /** Where a part of the object lies; one that was not uploaded in parts is its own first. */
  private static ByteRange part(StoredObject object, int number) {
    BlobList list = object.getContent().getBlobs();
    long offset = 0;
    for (int i = 0; i < list.getPartsCount(); i++) {
      long size = list.getBlobs(i).getSize();
      if (list.getParts(i).getNumber() == number) {
        return new ByteRange(offset, size);
      }
      offset += size;
    }
    if (object.getInfo().getPartCount() == 0 && number == 1) {
      return new ByteRange(0, object.getInfo().getSize());
    }
    throw new S3Exception(S3Error.INVALID_PART_NUMBER)
        .with("PartNumberRequested", Integer.toString(number))
        .with("ActualPartCount", Integer.toString(Math.max(1, object.getInfo().getPartCount())));
  }
}

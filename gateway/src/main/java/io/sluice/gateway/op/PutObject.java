package io.sluice.gateway.op;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.sluice.gateway.body.Checksums;
import io.sluice.gateway.body.RequestBody;
import io.sluice.gateway.body.RequestBody.Digests;
import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.S3Request;
import io.sluice.gateway.staging.BodyMemory;
import io.sluice.gateway.staging.StagedBlob;
import io.sluice.gateway.staging.Staging;
import io.sluice.http.Headers;
import io.sluice.http.Response;
import io.sluice.protocol.AdmitRequest;
import io.sluice.protocol.Blob;
import io.sluice.protocol.BlobList;
import io.sluice.protocol.Checksum.Algorithm;
import io.sluice.protocol.Content;
import io.sluice.protocol.ObjectHeaders;
import io.sluice.protocol.ObjectInfo;
import io.sluice.protocol.PutObjectRequest;
import io.sluice.protocol.Request;
import io.sluice.protocol.WriteCondition;
import io.sluice.protocol.client.Etags;
import io.sluice.protocol.client.ManagerClient;
import io.sluice.protocol.sign.SigningKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Stores an object. A small body is read and then sent to the manager, in one call that
 * authenticates, authorises and commits it. A larger one is admitted first, then staged as a blob,
 * and then committed. So is every body whose client waits to be invited: it is invited only once
 * the request is authorised.
 */
public final class PutObject implements S3Operation {
  private static final long LARGEST = 5L << 30;

  private final ManagerClient manager;
  private final Staging staging;
  private final BodyMemory memory;
  private final int inlineLimit;

  public PutObject(ManagerClient manager, Staging staging, BodyMemory memory, int inlineLimit) {
    this.manager = manager;
    this.staging = staging;
    this.memory = memory;
    this.inlineLimit = inlineLimit;
  }

  /** What was read of the head. */
  private record Put(
      S3Request request,
      RequestBody body,
      ObjectHeaders headers,
      WriteCondition condition,
      Algorithm algorithm) {}

  @Override
  public boolean takesBody() {
    return true;
  }

  @Override
  public Response handle(S3Request request) throws IOException {
    RequestBody body = RequestBody.of(request.exchange(), request.signature());
    if (body.length() > LARGEST) {
      throw new S3Exception(S3Error.ENTITY_TOO_LARGE)
          .with("ProposedSize", Long.toString(body.length()))
          .with("MaxSizeAllowed", Long.toString(LARGEST));
    }
    Put put =
        new Put(
            request,
            body,
            ObjectHeadersReader.read(request),
            WriteConditions.of(request),
            body.stated().map(Checksums.Stated::algorithm).orElse(Algorithm.CRC64NVME));
    if (body.length() > inlineLimit) {
      return stage(put);
    }
    if (!request.exchange().expectsContinue()) {
      try (BodyMemory.@Nullable Share share = memory.tryTake(body.length())) {
        if (share != null) {
          return store(put);
        }
      }
    }
    // the client waits to be invited, or memory is short: only those get it that may store
    // something
    admit(put, false);
    try (BodyMemory.@Nullable Share share = memory.take(body.length())) {
      if (share == null) {
        throw new S3Exception(S3Error.SLOW_DOWN).withHeader("Retry-After", "1");
      }
      return store(put);
    }
  }

  private @Nullable SigningKey admit(Put put, boolean keyWanted) {
    ByteString key =
        manager
            .execute(
                put.request()
                    .call()
                    .setAdmit(
                        AdmitRequest.newBuilder()
                            .setBucket(put.request().bucket())
                            .setKey(put.request().key())
                            .setSize(put.body().length())
                            .setCondition(put.condition())
                            .setSigningKeyWanted(keyWanted))
                    .build())
            .getAdmitted()
            .getSigningKey();
    return key.isEmpty() ? null : SigningKey.of(key.toByteArray());
  }

  private Response store(Put put) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) put.body().length());
    Digests digests = put.body().readInto(bytes::put, put.algorithm(), null);
    Content content =
        Content.newBuilder().setInline(UnsafeByteOperations.unsafeWrap(bytes.array())).build();
    Request.Builder call = put.request().call();
    digests.chunks().ifPresent(chunks -> call.getTokenBuilder().setChunks(chunks));
    return commit(put, call, digests, content);
  }

  private Response stage(Put put) throws IOException {
    @Nullable SigningKey key = admit(put, put.body().hasSignedChunks());
    try (StagedBlob staged = staging.begin()) {
      Digests digests = put.body().readInto(staged::write, put.algorithm(), key);
      Blob blob = staged.finish();
      Content content = Content.newBuilder().setBlobs(BlobList.newBuilder().addBlobs(blob)).build();
      return staging.commit(staged, () -> commit(put, put.request().call(), digests, content));
    }
  }

  private Response commit(Put put, Request.Builder call, Digests digests, Content content) {
    ObjectInfo info =
        ObjectInfo.newBuilder()
            .setSize(put.body().length())
            .setMd5(digests.md5())
            .setChecksum(digests.checksum())
            .setHeaders(put.headers())
            .build();
    ObjectInfo stored =
        manager
            .execute(
                call.setPutObject(
                        PutObjectRequest.newBuilder()
                            .setBucket(put.request().bucket())
                            .setKey(put.request().key())
                            .setInfo(info)
                            .setContent(content)
                            .setCondition(put.condition()))
                    .build())
            .getObject()
            .getInfo();
    Headers.Builder headers = Headers.builder().add("ETag", Etags.quoted(stored));
    ObjectHeadersWriter.addChecksum(headers, stored);
    return Response.empty(200, headers.build());
  }
}

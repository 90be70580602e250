package io.sluice.gateway.op;

import com.google.protobuf.ByteString;
import io.sluice.gateway.RunningServer;
import io.sluice.manager.record.BlobRecord;
import io.sluice.manager.record.Keys;
import io.sluice.manager.record.ObjectRecord;
import io.sluice.protocol.Blob;
import io.sluice.protocol.ObjectInfo;
import io.sluice.store.Bytes;
import io.sluice.store.Transaction;
import java.util.concurrent.atomic.AtomicInteger;

/** An object too large for a test, whose bytes are nowhere. */
final class PretendedObject {
  /** That nobody leases. */
  private static final long EPOCH = 1L << 40;

  private static final AtomicInteger numbers = new AtomicInteger();

  private PretendedObject() {}

  static void put(RunningServer server, String bucket, String key, long size) {
    Blob blob =
        Blob.newBuilder()
            .setEpoch(EPOCH)
            .setNumber(numbers.incrementAndGet())
            .setSize(size)
            .build();
    ObjectInfo info =
        ObjectInfo.newBuilder().setSize(size).setMd5(ByteString.copyFrom(new byte[16])).build();
    BlobRecord counter = BlobRecord.newBuilder().setBlob(blob).setReferences(1).build();
    ObjectRecord object = ObjectRecord.newBuilder().setInfo(info).setBlob(blob).build();
    server
        .server()
        .store()
        .commit(
            Transaction.builder()
                .put(Keys.blob(blob), Bytes.wrap(counter.toByteArray()))
                .put(
                    Keys.object(bucket, ByteString.copyFromUtf8(key)),
                    Bytes.wrap(object.toByteArray()))
                .build());
  }
}

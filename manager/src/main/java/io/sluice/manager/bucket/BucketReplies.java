package io.sluice.manager.bucket;

import io.sluice.manager.record.BucketRecord;
import io.sluice.protocol.BucketInfo;
import io.sluice.protocol.Reply;

final class BucketReplies {
  private BucketReplies() {}

  static Reply of(String name, BucketRecord record) {
    return Reply.newBuilder().setBucket(info(name, record)).build();
  }

  static BucketInfo info(String name, BucketRecord record) {
    return BucketInfo.newBuilder()
        .setName(name)
        .setRegion(record.getRegion())
        .setCreatedMillis(record.getCreatedMillis())
        .build();
  }
}

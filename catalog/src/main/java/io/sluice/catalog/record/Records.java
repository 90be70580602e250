package io.sluice.catalog.record;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.sluice.store.Bytes;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.StoreError;
import io.sluice.store.StoreException;

/** Turns entries of the store into records and back. */
public final class Records {
  private Records() {}

  public static <T> T parse(Key key, Entry entry, Parser<T> parser) {
    try {
      return parser.parseFrom(entry.value().unsafeArray());
    } catch (InvalidProtocolBufferException e) {
      throw new StoreException(StoreError.CORRUPT, key + " is not a record", e);
    }
  }

  public static Bytes bytes(MessageLite record) {
    return Bytes.wrap(record.toByteArray());
  }
}

package io.sluice.protocol.client;

import com.google.protobuf.ByteString;

/**
 * What may be the key of an object.
 *
 * <p>Follows <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html">the
 * naming rules of Amazon S3</a>; and besides, no key has a zero character, which no S3 client
 * sends.
 */
public final class ObjectKey {
  public static final int MAX_BYTES = 1024;

  private ObjectKey() {}

  public static boolean valid(ByteString key) {
    return !key.isEmpty() && key.size() <= MAX_BYTES && text(key);
  }

  /** Whether this can be compared with keys: as a prefix, a delimiter or a place among them. */
  public static boolean text(ByteString bytes) {
    if (!bytes.isValidUtf8()) {
      return false;
    }
    for (int i = 0; i < bytes.size(); i++) {
      if (bytes.byteAt(i) == 0) {
        return false;
      }
    }
    return true;
  }
}

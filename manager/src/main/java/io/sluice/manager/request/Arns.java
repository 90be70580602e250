package io.sluice.manager.request;

import com.google.protobuf.ByteString;

/** The names that policies have for what is in a store. */
public final class Arns {
  public static final String ANYTHING = "*";

  private static final String S3 = "arn:aws:s3:::";

  private Arns() {}

  public static String bucket(String bucket) {
    return S3 + bucket;
  }

  public static String object(String bucket, ByteString key) {
    return S3 + bucket + "/" + key.toStringUtf8();
  }

  public static String principal(String name) {
    return "arn:sluice:iam:::user/" + name;
  }
}

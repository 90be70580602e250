package io.sluice.protocol.client;

import java.util.regex.Pattern;

/**
 * What may be the name of a bucket.
 *
 * <p>Follows <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html">the bucket
 * naming rules of Amazon S3</a>.
 */
public final class BucketName {
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern ADDRESS = Pattern.compile("[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+");
  private static final String[] RESERVED_PREFIXES = {"xn--", "sthree-"};
  private static final String[] RESERVED_SUFFIXES = {"-s3alias", "--ol-s3", ".mrap", "--x-s3"};

  private BucketName() {}

  public static boolean valid(String name) {
    if (!FORM.matcher(name).matches() || name.contains("..") || ADDRESS.matcher(name).matches()) {
      return false;
    }
    for (String prefix : RESERVED_PREFIXES) {
      if (name.startsWith(prefix)) {
        return false;
      }
    }
    for (String suffix : RESERVED_SUFFIXES) {
      if (name.endsWith(suffix)) {
        return false;
      }
    }
    return true;
  }
}

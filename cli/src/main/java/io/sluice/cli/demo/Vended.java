package io.sluice.cli.demo;

import io.sluice.cli.CommandException;
import java.net.URI;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.io.StorageCredential;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Credentials as they were vended for a table, and what could be done with them.
 *
 * @param inside what was asked in the table's folder
 * @param outside what was asked outside of it
 */
record Vended(StorageCredential credential, List<Attempt> inside, List<Attempt> outside) {
  /**
   * What came of a request.
   *
   * @param result S3's error, where there was one
   */
  record Attempt(String what, String where, boolean done, String result) {}

  /** Tries out what the credentials of a table that was loaded can do. */
  static Vended tryOut(Table table) {
    if (!(table.io() instanceof S3FileIO files) || files.credentials().isEmpty()) {
      throw new CommandException(CommandException.FAILED, "the catalog has vended no credentials");
    }
    S3Client s3 = files.client(table.location());
    String bucket = DemoEntities.bucket(table);
    String folder = URI.create(table.location()).getPath().substring(1) + "/";
    String own = folder + "data/demo";
    String other = folder.replaceFirst("[^/]+/$", "another-table/data/demo");
    RequestBody body = RequestBody.fromString("demo");
    return new Vended(
        files.credentials().getFirst(),
        List.of(
            attempt("write", bucket, own, () -> s3.putObject(b -> b.bucket(bucket).key(own), body)),
            attempt("read", bucket, own, () -> s3.getObjectAsBytes(b -> b.bucket(bucket).key(own))),
            attempt("delete", bucket, own, () -> s3.deleteObject(b -> b.bucket(bucket).key(own)))),
        List.of(
            attempt(
                "write", bucket, other, () -> s3.putObject(b -> b.bucket(bucket).key(other), body)),
            attempt(
                "read", bucket, other, () -> s3.getObjectAsBytes(b -> b.bucket(bucket).key(other))),
            attempt("list", bucket, "", () -> s3.listObjectsV2(b -> b.bucket(bucket)))));
  }

  private static Attempt attempt(String what, String bucket, String key, Runnable request) {
    String where = "s3://" + bucket + "/" + key;
    try {
      request.run();
      return new Attempt(what, where, true, "");
    } catch (S3Exception e) {
      return new Attempt(
          what,
          where,
          false,
          "%d %s: %s"
              .formatted(
                  e.statusCode(),
                  e.awsErrorDetails().errorCode(),
                  e.awsErrorDetails().errorMessage()));
    }
  }

  /** Whether they can do what they should, and nothing else. */
  boolean narrow() {
    return inside.stream().allMatch(Attempt::done) && outside.stream().noneMatch(Attempt::done);
  }
}

package io.sluice.catalog.vending;

import io.sluice.catalog.storage.Location;
import io.sluice.catalog.storage.StorageProfile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.exceptions.RESTException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Tries out whether a storage profile does what it should at a location: that files can be written,
 * read, listed and deleted there, and that with credentials for a folder nothing outside of it can
 * be.
 */
public final class StorageCheck {
  private static final byte[] CONTENT = "sluice storage test".getBytes(StandardCharsets.UTF_8);
  private static final int FORBIDDEN = 403;

  /** What came of one step. */
  public enum Outcome {
    PASSED,
    FAILED,
    /** It means nothing for this profile, or one that it stands on has failed. */
    SKIPPED
  }

  /**
   * One step.
   *
   * @param detail why it failed or was skipped; empty if it passed; never a secret
   */
  public record Step(String name, Outcome outcome, String detail) {}

  @FunctionalInterface
  private interface Action {
    void run();
  }

  private final VendingTableStorage storage;

  public StorageCheck(VendingTableStorage storage) {
    this.storage = storage;
  }

  /** Does all steps, in two folders of its own below the location, and removes what it wrote. */
  public List<Step> run(StorageProfile profile, Location location) {
    List<Step> steps = new ArrayList<>();
    String run = location.prefix() + "sluice-storage-test-" + UUID.randomUUID() + "/";
    Location folder = new Location(location.bucket(), run + "t/");
    Location sibling = new Location(location.bucket(), run + "t2/");
    String key = folder.prefix() + "file";
    String other = sibling.prefix() + "file";
    S3Client inside = storage.client(profile, folder);
    S3Client outside = storage.client(profile, sibling);
    String bucket = location.bucket();

    boolean written = succeeds(steps, "write", () -> put(inside, bucket, key));
    if (!written) {
      for (String name : List.of("read", "list", "delete", "forbidden outside")) {
        steps.add(new Step(name, Outcome.SKIPPED, "nothing could be written"));
      }
      return steps;
    }
    succeeds(steps, "read", () -> read(inside, bucket, key));
    succeeds(steps, "list", () -> list(inside, bucket, folder.prefix()));
    if (!profile.narrows()) {
      steps.add(
          new Step(
              "forbidden outside", Outcome.SKIPPED, "the storage narrows no credentials: no STS"));
    } else if (prepared(steps, () -> put(outside, bucket, other))) {
      refused(steps, "read outside", () -> read(inside, bucket, other));
      refused(steps, "write outside", () -> put(inside, bucket, other));
      refused(steps, "list outside", () -> list(inside, bucket, sibling.prefix()));
      refused(steps, "delete outside", () -> delete(inside, bucket, other));
      succeeds(steps, "clean up", () -> delete(outside, bucket, other));
    }
    succeeds(steps, "delete", () -> delete(inside, bucket, key));
    return steps;
  }

  private static void put(S3Client s3, String bucket, String key) {
    var _ = s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromBytes(CONTENT));
  }

  private static void read(S3Client s3, String bucket, String key) {
    var _ = s3.getObjectAsBytes(b -> b.bucket(bucket).key(key));
  }

  private static void list(S3Client s3, String bucket, String prefix) {
    var _ = s3.listObjectsV2(b -> b.bucket(bucket).prefix(prefix));
  }

  private static void delete(S3Client s3, String bucket, String key) {
    var _ = s3.deleteObject(b -> b.bucket(bucket).key(key));
  }

  private static boolean succeeds(List<Step> steps, String name, Action action) {
    try {
      action.run();
      return steps.add(new Step(name, Outcome.PASSED, ""));
    } catch (SdkException | RESTException e) {
      steps.add(new Step(name, Outcome.FAILED, reason(e)));
      return false;
    }
  }

  /** Does what is a step only where it fails. */
  private static boolean prepared(List<Step> steps, Action action) {
    List<Step> preparation = new ArrayList<>();
    boolean done = succeeds(preparation, "write beside", action);
    if (!done) {
      steps.addAll(preparation);
    }
    return done;
  }

  private static void refused(List<Step> steps, String name, Action action) {
    try {
      action.run();
      steps.add(new Step(name, Outcome.FAILED, "it was possible"));
    } catch (S3Exception e) {
      steps.add(
          e.statusCode() == FORBIDDEN
              ? new Step(name, Outcome.PASSED, "")
              : new Step(name, Outcome.FAILED, reason(e)));
    } catch (SdkException | RESTException e) {
      steps.add(new Step(name, Outcome.FAILED, reason(e)));
    }
  }

  private static String reason(RuntimeException e) {
    return e instanceof S3Exception s3 && s3.awsErrorDetails() != null
        ? s3.statusCode() + " " + s3.awsErrorDetails().errorCode()
        : String.valueOf(e.getMessage());
  }
}

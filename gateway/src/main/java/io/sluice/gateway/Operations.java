package io.sluice.gateway;

import io.sluice.gateway.auth.Verifier;
import io.sluice.gateway.body.SmallBodies;
import io.sluice.gateway.op.AbortMultipartUpload;
import io.sluice.gateway.op.CompleteMultipartUpload;
import io.sluice.gateway.op.CopyObject;
import io.sluice.gateway.op.CreateBucket;
import io.sluice.gateway.op.CreateMultipartUpload;
import io.sluice.gateway.op.DeleteBucket;
import io.sluice.gateway.op.DeleteBucketPolicy;
import io.sluice.gateway.op.DeleteObject;
import io.sluice.gateway.op.DeleteObjectTagging;
import io.sluice.gateway.op.DeleteObjects;
import io.sluice.gateway.op.GetBucketLocation;
import io.sluice.gateway.op.GetBucketPolicy;
import io.sluice.gateway.op.GetObject;
import io.sluice.gateway.op.GetObjectAttributes;
import io.sluice.gateway.op.GetObjectTagging;
import io.sluice.gateway.op.HeadBucket;
import io.sluice.gateway.op.KeepAlive;
import io.sluice.gateway.op.ListBuckets;
import io.sluice.gateway.op.ListMultipartUploads;
import io.sluice.gateway.op.ListObjects;
import io.sluice.gateway.op.ListObjectsV2;
import io.sluice.gateway.op.ListParts;
import io.sluice.gateway.op.NotThereYet;
import io.sluice.gateway.op.Preflight;
import io.sluice.gateway.op.PutBucketPolicy;
import io.sluice.gateway.op.PutObject;
import io.sluice.gateway.op.PutObjectTagging;
import io.sluice.gateway.op.S3Operation;
import io.sluice.gateway.op.UploadPart;
import io.sluice.gateway.op.UploadPartCopy;
import io.sluice.gateway.request.Target.Level;
import io.sluice.gateway.staging.BodyMemory;
import io.sluice.gateway.staging.Staging;
import io.sluice.protocol.client.ManagerClient;
import io.sluice.storage.BlobStorage;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The table of all operations: which requests each is for. */
final class Operations {
  private static final String COPY = "x-amz-copy-source";

  private final List<Route> routes = new ArrayList<>();

  private Operations() {}

  static List<Route> all(
      ManagerClient manager,
      BlobStorage storage,
      Staging staging,
      GatewayOptions options,
      Clock clock) {
    Operations table = new Operations();
    BodyMemory memory = new BodyMemory(options.bodyMemoryBytes());
    SmallBodies bodies = new SmallBodies(memory, new Verifier(manager));
    KeepAlive keepAlive = new KeepAlive(options.patience());
    table.addBuckets(manager, bodies, options.region());
    table.addUploads(manager, storage, staging, bodies, keepAlive, clock);

    PutObject put = new PutObject(manager, staging, memory, options.inlineLimit());
    GetObject get = new GetObject(manager, storage, clock, GetObject.Mode.GET);
    GetObject head = new GetObject(manager, storage, clock, GetObject.Mode.HEAD);
    table.object("GetObjectAttributes", "GET", "attributes", new GetObjectAttributes(manager));
    table.addTagging(manager, bodies);
    table.object("GetObject", "GET", "", get);
    table.object("HeadObject", "HEAD", "", head);
    table.add(
        "CopyObject",
        "PUT",
        Level.OBJECT,
        List.of(),
        COPY,
        new CopyObject(manager, storage, keepAlive, clock));
    table.object("PutObject", "PUT", "", put);
    table.object("DeleteObject", "DELETE", "", new DeleteObject(manager));
    for (Level level : Level.values()) {
      table.add("Preflight", "OPTIONS", level, List.of(), "", new Preflight());
    }
    return table.routes;
  }

  private void addBuckets(ManagerClient manager, SmallBodies bodies, String region) {
    add("ListBuckets", "GET", Level.SERVICE, List.of(), "", new ListBuckets(manager));
    bucket("GetBucketLocation", "GET", "location", new GetBucketLocation(manager));
    bucket("GetBucketPolicy", "GET", "policy", new GetBucketPolicy(manager));
    bucket("ListMultipartUploads", "GET", "uploads", new ListMultipartUploads(manager));
    bucket("ListObjectsV2", "GET", "list-type", new ListObjectsV2(manager));
    bucket("ListObjects", "GET", "", new ListObjects(manager));
    bucket("HeadBucket", "HEAD", "", new HeadBucket(manager));
    bucket("PutBucketPolicy", "PUT", "policy", new PutBucketPolicy(manager, bodies));
    bucket("CreateBucket", "PUT", "", new CreateBucket(manager, bodies, region));
    bucket("DeleteObjects", "POST", "delete", new DeleteObjects(manager, bodies));
    bucket("PostObject", "POST", "", new NotThereYet());
    bucket("DeleteBucketPolicy", "DELETE", "policy", new DeleteBucketPolicy(manager));
    bucket("DeleteBucket", "DELETE", "", new DeleteBucket(manager));
  }

  private void addTagging(ManagerClient manager, SmallBodies bodies) {
    object("GetObjectTagging", "GET", "tagging", new GetObjectTagging(manager));
    object("PutObjectTagging", "PUT", "tagging", new PutObjectTagging(manager, bodies));
    object("DeleteObjectTagging", "DELETE", "tagging", new DeleteObjectTagging(manager));
  }

  private void addUploads(
      ManagerClient manager,
      BlobStorage storage,
      Staging staging,
      SmallBodies bodies,
      KeepAlive keepAlive,
      Clock clock) {
    List<String> part = List.of("partNumber", "uploadId");
    add(
        "UploadPartCopy",
        "PUT",
        Level.OBJECT,
        part,
        COPY,
        new UploadPartCopy(manager, staging, storage, keepAlive, clock));
    add("UploadPart", "PUT", Level.OBJECT, part, "", new UploadPart(manager, staging));
    object("CreateMultipartUpload", "POST", "uploads", new CreateMultipartUpload(manager));
    object(
        "CompleteMultipartUpload",
        "POST",
        "uploadId",
        new CompleteMultipartUpload(manager, bodies, keepAlive));
    object("AbortMultipartUpload", "DELETE", "uploadId", new AbortMultipartUpload(manager));
    object("ListParts", "GET", "uploadId", new ListParts(manager));
  }

  private void bucket(String name, String method, String parameter, S3Operation operation) {
    add(name, method, Level.BUCKET, parameters(parameter), "", operation);
  }

  private void object(String name, String method, String parameter, S3Operation operation) {
    add(name, method, Level.OBJECT, parameters(parameter), "", operation);
  }

  private static List<String> parameters(String parameter) {
    return parameter.isEmpty() ? List.of() : List.of(parameter);
  }

  private void add(
      String name,
      String method,
      Level level,
      List<String> parameters,
      String header,
      S3Operation operation) {
    routes.add(new Route(name, method, level, parameters, header, operation));
  }
}

package io.sluice.manager;

import io.sluice.manager.bucket.BucketPolicies;
import io.sluice.manager.bucket.Buckets;
import io.sluice.manager.bucket.CreateBucket;
import io.sluice.manager.bucket.DeleteBucket;
import io.sluice.manager.bucket.GetBucket;
import io.sluice.manager.bucket.ListBuckets;
import io.sluice.manager.bucket.Verify;
import io.sluice.manager.object.Admit;
import io.sluice.manager.object.Contents;
import io.sluice.manager.object.CopyObject;
import io.sluice.manager.object.DeleteObject;
import io.sluice.manager.object.DeleteObjects;
import io.sluice.manager.object.GetObject;
import io.sluice.manager.object.ListObjects;
import io.sluice.manager.object.ObjectWrites;
import io.sluice.manager.object.OwnObjects;
import io.sluice.manager.object.PutObject;
import io.sluice.manager.object.SetObjectTags;
import io.sluice.manager.principal.PrincipalStore;
import io.sluice.manager.principal.Principals;
import io.sluice.manager.request.Arns;
import io.sluice.manager.request.Authenticator;
import io.sluice.manager.request.Caller;
import io.sluice.manager.request.Once;
import io.sluice.manager.request.Operation;
import io.sluice.manager.request.Reads;
import io.sluice.manager.request.Refusal;
import io.sluice.manager.request.Results;
import io.sluice.manager.session.Sessions;
import io.sluice.manager.staging.Epochs;
import io.sluice.manager.staging.Reaper;
import io.sluice.manager.staging.Scrub;
import io.sluice.manager.sts.AssumeRole;
import io.sluice.manager.sts.GetCallerIdentity;
import io.sluice.manager.upload.AbortUpload;
import io.sluice.manager.upload.CompleteUpload;
import io.sluice.manager.upload.CreateUpload;
import io.sluice.manager.upload.EndedUploads;
import io.sluice.manager.upload.ListParts;
import io.sluice.manager.upload.ListUploads;
import io.sluice.manager.upload.PutPart;
import io.sluice.protocol.Failure;
import io.sluice.protocol.Reply;
import io.sluice.protocol.Request;
import io.sluice.protocol.RequestToken.Scheme;
import io.sluice.protocol.ScrubProgress;
import io.sluice.storage.BlobStorage;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Owns the metadata in a store and the blobs in a storage: authenticates each request, authorises
 * it, and does it. Any number of threads may call at once; no call changes what another one may do.
 */
public final class Manager implements AutoCloseable {
  private final MetadataStore store;
  private final Authenticator authenticator;
  private final Maintenance maintenance;
  private final Scrub scrub;

  private final Verify verify = new Verify();
  private final CreateBucket createBucket;
  private final GetBucket getBucket = new GetBucket();
  private final ListBuckets listBuckets;
  private final DeleteBucket deleteBucket;
  private final BucketPolicies bucketPolicies;
  private final Admit admit;
  private final PutObject putObject;
  private final GetObject getObject;
  private final DeleteObject deleteObject;
  private final DeleteObjects deleteObjects;
  private final CopyObject copyObject;
  private final ListObjects listObjects;
  private final SetObjectTags setObjectTags;
  private final CreateUpload createUpload;
  private final PutPart putPart;
  private final CompleteUpload completeUpload;
  private final AbortUpload abortUpload;
  private final ListParts listParts;
  private final ListUploads listUploads;
  private final Epochs epochs;
  private final Principals principals;
  private final Sessions sessions;
  private final OwnObjects ownObjects;
  private final AssumeRole assumeRole;
  private final GetCallerIdentity getCallerIdentity = new GetCallerIdentity();

  public Manager(
      MetadataStore store,
      BlobStorage storage,
      ManagerOptions options,
      Clock clock,
      SecureRandom random) {
    this(store, storage, options, clock, random, Maintenance.THREADS);
  }

  /** Takes besides what makes the thread that removes what nothing refers to. */
  Manager(
      MetadataStore store,
      BlobStorage storage,
      ManagerOptions options,
      Clock clock,
      SecureRandom random,
      ThreadFactory threads) {
    if (options.inlineLimit() > store.limits().valueBytes()) {
      throw new IllegalArgumentException(
          "objects of %d bytes cannot be kept in a store that takes %d at most"
              .formatted(options.inlineLimit(), store.limits().valueBytes()));
    }
    this.store = store;
    this.sessions = new Sessions(store, options.root(), options.masterKey(), clock, random);
    this.authenticator = new Authenticator(options.root(), options.masterKey(), sessions, clock);
    this.ownObjects = new OwnObjects(store, clock);
    this.assumeRole = new AssumeRole(sessions, clock);
    this.scrub = new Scrub(store, storage);

    Buckets buckets = new Buckets(store, clock);
    Contents contents = new Contents(store, clock, random);
    ObjectWrites writes = new ObjectWrites(store, buckets, contents);
    EndedUploads endedUploads = new EndedUploads(store, contents, clock);
    Reaper reaper = new Reaper(store, storage, clock, options.garbageGrace());
    Results results = new Results(store, clock);
    this.maintenance = new Maintenance(reaper, endedUploads, results, options.reapEvery(), threads);

    this.createBucket = new CreateBucket(store, clock, options.region());
    this.listBuckets = new ListBuckets(store);
    this.deleteBucket = new DeleteBucket(store, buckets, clock, endedUploads::endAll);
    this.bucketPolicies = new BucketPolicies(store, buckets);
    this.admit = new Admit(store);
    this.putObject = new PutObject(writes, clock, options.inlineLimit());
    this.getObject = new GetObject(store);
    this.deleteObject = new DeleteObject(store, contents);
    this.deleteObjects = new DeleteObjects(store, contents);
    this.copyObject = new CopyObject(writes, clock);
    this.listObjects = new ListObjects(store);
    this.setObjectTags = new SetObjectTags(store);
    this.createUpload = new CreateUpload(store, buckets, clock, random);
    this.putPart = new PutPart(store, contents, clock);
    this.completeUpload = new CompleteUpload(store, writes, clock, maintenance::uploadEnded);
    this.abortUpload = new AbortUpload(store, maintenance::uploadEnded);
    this.listParts = new ListParts(store);
    this.listUploads = new ListUploads(store);
    this.epochs = new Epochs(store, clock, options.lease());
    this.principals = new Principals(new PrincipalStore(store, options.masterKey(), clock, random));
  }

  /** What issues sessions to those who are in this process. */
  public Sessions sessions() {
    return sessions;
  }

  /** What keeps small objects of those who are in this process and share the store. */
  public OwnObjects ownObjects() {
    return ownObjects;
  }

  /** Does one request; what cannot be done is a failure in the reply. */
  public Reply execute(Request request) {
    try {
      return perform(request);
    } catch (RuntimeException e) {
      return Reply.newBuilder().setFailure(Failures.of(e)).build();
    }
  }

  /**
   * Re-reads all blobs against their CRCs, for as long as it may go on; what cannot be done is a
   * failure in the last report.
   */
  public void scrub(Request request, Consumer<ScrubProgress> report, BooleanSupplier goOn) {
    try {
      commander(request).require("sluice:Scrub", Arns.ANYTHING);
      scrub.run(report, goOn);
    } catch (RuntimeException e) {
      report.accept(ScrubProgress.newBuilder().setFailure(Failures.of(e)).build());
    }
  }

  private Reply perform(Request request) {
    WellFormed.require(request);
    return switch (request.getOperationCase()) {
      case VERIFY -> run(verify, request.getVerify(), request);
      case CREATE_BUCKET -> run(createBucket, request.getCreateBucket(), request);
      case GET_BUCKET -> run(getBucket, request.getGetBucket(), request);
      case LIST_BUCKETS -> run(listBuckets, request.getListBuckets(), request);
      case DELETE_BUCKET -> run(deleteBucket, request.getDeleteBucket(), request);
      case GET_BUCKET_POLICY ->
          bucketPolicies.get(request.getGetBucketPolicy().getBucket(), caller(request));
      case PUT_BUCKET_POLICY ->
          once(
              request,
              List.of(),
              from ->
                  bucketPolicies.put(
                      request.getPutBucketPolicy().getBucket(),
                      request.getPutBucketPolicy().getPolicy(),
                      from.caller()));
      case DELETE_BUCKET_POLICY ->
          once(
              request,
              List.of(),
              from ->
                  bucketPolicies.delete(
                      request.getDeleteBucketPolicy().getBucket(), from.caller()));
      case ADMIT -> run(admit, request.getAdmit(), request);
      case PUT_OBJECT -> run(putObject, request.getPutObject(), request);
      case GET_OBJECT -> run(getObject, request.getGetObject(), request);
      case DELETE_OBJECT -> run(deleteObject, request.getDeleteObject(), request);
      case DELETE_OBJECTS -> run(deleteObjects, request.getDeleteObjects(), request);
      case COPY_OBJECT -> run(copyObject, request.getCopyObject(), request);
      case LIST_OBJECTS -> run(listObjects, request.getListObjects(), request);
      case SET_OBJECT_TAGS -> run(setObjectTags, request.getSetObjectTags(), request);
      case CREATE_UPLOAD -> run(createUpload, request.getCreateUpload(), request);
      case PUT_PART -> run(putPart, request.getPutPart(), request);
      case COMPLETE_UPLOAD -> run(completeUpload, request.getCompleteUpload(), request);
      case ABORT_UPLOAD -> run(abortUpload, request.getAbortUpload(), request);
      case LIST_PARTS -> run(listParts, request.getListParts(), request);
      case LIST_UPLOADS -> run(listUploads, request.getListUploads(), request);
      case LEASE_EPOCH -> epochs.lease();
      case RENEW_EPOCH -> epochs.renew(request.getRenewEpoch().getEpoch());
      case CREATE_PRINCIPAL -> principals.create(request.getCreatePrincipal(), commander(request));
      case LIST_PRINCIPALS -> principals.list(request.getListPrincipals(), commander(request));
      case SHOW_PRINCIPAL -> principals.show(request.getShowPrincipal(), commander(request));
      case ROTATE_PRINCIPAL -> principals.rotate(request.getRotatePrincipal(), commander(request));
      case ENABLE_PRINCIPAL -> principals.enable(request.getEnablePrincipal(), commander(request));
      case DELETE_PRINCIPAL -> principals.delete(request.getDeletePrincipal(), commander(request));
      case SET_PRINCIPAL_POLICY ->
          principals.setPolicy(request.getSetPrincipalPolicy(), commander(request));
      case ASSUME_ROLE -> {
        requireSts(request);
        yield run(assumeRole, request.getAssumeRole(), request);
      }
      case GET_CALLER_IDENTITY -> {
        requireSts(request);
        yield run(getCallerIdentity, request.getGetCallerIdentity(), request);
      }
      case SCRUB, OPERATION_NOT_SET ->
          throw Refusal.of(
              Failure.Code.INVALID_REQUEST, "the request asks for nothing that has one reply");
    };
  }

  private record Authenticated(Caller caller, Reads reads) {}

  private <R> Reply run(Operation<R> operation, R message, Request request) {
    return once(
        request,
        operation.reads(message),
        authenticated -> operation.perform(message, authenticated.caller(), authenticated.reads()));
  }

  private Reply once(Request request, List<Key> wanted, Function<Authenticated, Reply> operation) {
    List<Key> keys = new ArrayList<>(Once.reads(request));
    keys.addAll(wanted);
    Authenticated authenticated = authenticate(request, keys);
    Optional<Reply> answered = authenticated.caller().once().answered(authenticated.reads());
    if (answered.isPresent()) {
      return answered.get();
    }
    try {
      return operation.apply(authenticated);
    } catch (Refusal | ConditionFailedException e) {
      // it may have been done since it was looked, by the same request that arrived twice
      Once once = authenticated.caller().once();
      return once.answered(Reads.from(store, Once.reads(request))).orElseThrow(() -> e);
    }
  }

  private Caller caller(Request request) {
    return authenticate(request, List.of()).caller();
  }

  private Caller commander(Request request) {
    requireCommand(request);
    return caller(request);
  }

  /**
   * A token of an S3 request does not say what Sluice's own commands do, so it is good for none of
   * them.
   */
  private static void requireCommand(Request request) {
    if (request.getToken().getScheme() != Scheme.COMMAND) {
      throw Refusal.of(Failure.Code.UNSUPPORTED_TOKEN, "only a signed command can do this");
    }
  }

  /** A gateway that was sent a request to S3 can make no session of it. */
  private static void requireSts(Request request) {
    if (request.getToken().getScheme() != Scheme.SIGV4
        || !request.getToken().getService().equals("sts")) {
      throw Refusal.of(Failure.Code.UNSUPPORTED_TOKEN, "only a request to sts can do this");
    }
  }

  private Authenticated authenticate(Request request, List<Key> wanted) {
    List<Key> keys = new ArrayList<>(authenticator.reads(request.getToken()));
    keys.addAll(wanted);
    Reads reads = Reads.from(store, keys);
    return new Authenticated(authenticator.authenticate(request, reads), reads);
  }

  /** Stops what goes on in the background; the store and the storage stay open. */
  @Override
  public void close() {
    maintenance.close();
  }
}

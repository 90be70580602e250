package io.sluice.manager;

import static io.sluice.manager.OperationTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.Failure;
import io.sluice.protocol.GetObjectRequest.Purpose;
import io.sluice.protocol.ListBucketsRequest;
import io.sluice.protocol.ListPartsRequest;
import io.sluice.protocol.ListUploadsRequest;
import io.sluice.protocol.ObjectList;
import io.sluice.protocol.PartInfo;
import io.sluice.protocol.PutBucketPolicyRequest;
import io.sluice.protocol.Request;
import io.sluice.protocol.UploadInfo;
import io.sluice.protocol.client.Etags;
import io.sluice.protocol.client.RefusedException;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.Transaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Does each operation whole at each moment of each other one: before its first, its second, and so
 * on to its last call of the store. Whatever the two have to do with each other, they must leave
 * and answer what they would one after the other, in either order.
 */
class InterleavingTest {
  private static final String BUCKET = "bucket";
  private static final String EMPTY = "empty";
  private static final byte[] LARGE = bytes("large ".repeat(20));

  /** What there is before: two copies of a blob and of an upload, and two uploads under way. */
  static final class Scene implements AutoCloseable {
    final TestingManager manager;
    final MomentStore store;
    final TestingGateway gateway;
    final String upload;
    final String intoEmpty;
    final List<PartInfo> parts = new ArrayList<>();

    Scene() {
      MomentStore[] decorated = new MomentStore[1];
      manager = TestingManager.inMemory(raw -> decorated[0] = new MomentStore(raw));
      store = decorated[0];
      gateway = manager.gateway();
      gateway.createBucket(BUCKET);
      gateway.createBucket(EMPTY);
      gateway.put(BUCKET, "inline", bytes("inline"));
      gateway.put(BUCKET, "alone", LARGE);
      gateway.put(BUCKET, "blob", LARGE);
      gateway.copy(BUCKET, "blob", BUCKET, "copy of blob");
      uploaded("parts", 1, "done");
      gateway.copy(BUCKET, "parts", BUCKET, "copy of parts");
      uploaded("parts alone", 7, "lonely");
      upload = gateway.createUpload(BUCKET, "upload");
      parts.add(gateway.putPart(BUCKET, "upload", upload, 1, bytes("one")));
      parts.add(gateway.putPart(BUCKET, "upload", upload, 2, bytes("two")));
      intoEmpty = gateway.createUpload(EMPTY, "upload");
      gateway.putPart(EMPTY, "upload", intoEmpty, 1, bytes("one"));
    }

    private void uploaded(String key, int number, String bytes) {
      String done = gateway.createUpload(BUCKET, key);
      PartInfo part = gateway.putPart(BUCKET, key, done, number, bytes(bytes));
      gateway.complete(BUCKET, key, done, List.of(part));
    }

    /** The same again, which takes less than to do all of it again. */
    Scene(Scene other) {
      MomentStore[] decorated = new MomentStore[1];
      manager = other.manager.duplicate(raw -> decorated[0] = new MomentStore(raw));
      store = decorated[0];
      gateway = manager.gateway();
      upload = other.upload;
      intoEmpty = other.intoEmpty;
      parts.addAll(other.parts);
    }

    @Override
    public void close() {
      manager.close();
    }
  }

  interface Action {
    void run(Scene scene) throws Exception;
  }

  /** Something that is done in a scene. */
  record Operation(String name, Action action) {
    /** What it answered. */
    Failure.Code run(Scene scene) {
      try {
        action.run(scene);
        return Failure.Code.UNKNOWN;
      } catch (RefusedException e) {
        return e.code();
      } catch (Exception e) {
        throw new AssertionError(this + " failed", e);
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Operation> OPERATIONS =
      List.of(
          new Operation("put inline", s -> s.gateway.put(BUCKET, "alone", bytes("small"))),
          new Operation("put blob", s -> s.gateway.put(BUCKET, "blob", bytes("L".repeat(100)))),
          new Operation(
              "put over parts", s -> s.gateway.put(BUCKET, "parts alone", bytes("L".repeat(101)))),
          new Operation("put into empty", s -> s.gateway.put(EMPTY, "new", bytes("new"))),
          new Operation(
              "put if absent",
              s -> s.gateway.put(BUCKET, "new", bytes("n"), TestingGateway.ABSENT)),
          new Operation(
              "put if match",
              s ->
                  s.gateway.put(
                      BUCKET,
                      "inline",
                      bytes("m"),
                      TestingGateway.ifMatch(Etags.of(TestingGateway.md5(bytes("inline")))))),
          new Operation("copy inline", s -> s.gateway.copy(BUCKET, "inline", BUCKET, "new")),
          new Operation("copy alone", s -> s.gateway.copy(BUCKET, "alone", BUCKET, "new")),
          new Operation(
              "copy parts alone", s -> s.gateway.copy(BUCKET, "parts alone", BUCKET, "new")),
          new Operation("copy over blob", s -> s.gateway.copy(BUCKET, "alone", BUCKET, "blob")),
          new Operation(
              "copy over its twin", s -> s.gateway.copy(BUCKET, "copy of blob", BUCKET, "blob")),
          new Operation(
              "copy into empty", s -> s.gateway.copy(BUCKET, "copy of parts", EMPTY, "new")),
          new Operation("copy onto itself", s -> s.gateway.copy(BUCKET, "alone", BUCKET, "alone")),
          new Operation("delete inline", s -> s.gateway.delete(BUCKET, "inline")),
          new Operation("delete alone", s -> s.gateway.delete(BUCKET, "alone")),
          new Operation("delete parts alone", s -> s.gateway.delete(BUCKET, "parts alone")),
          new Operation("delete twin", s -> s.gateway.delete(BUCKET, "copy of blob")),
          new Operation("delete parts", s -> s.gateway.delete(BUCKET, "parts")),
          new Operation(
              "delete many",
              s ->
                  s.gateway.deleteAll(
                      BUCKET, List.of("inline", "blob", "copy of blob", "parts", "copy of parts"))),
          new Operation("get alone", s -> s.gateway.find(BUCKET, "alone", Purpose.READ)),
          new Operation(
              "get parts alone", s -> s.gateway.find(BUCKET, "parts alone", Purpose.READ)),
          new Operation("create upload", s -> s.gateway.createUpload(EMPTY, "new")),
          new Operation(
              "put part", s -> s.gateway.putPart(BUCKET, "upload", s.upload, 3, bytes("three"))),
          new Operation(
              "put part again",
              s -> s.gateway.putPart(BUCKET, "upload", s.upload, 2, bytes("zwei"))),
          new Operation(
              "put part into empty",
              s -> s.gateway.putPart(EMPTY, "upload", s.intoEmpty, 2, bytes("two"))),
          new Operation(
              "complete",
              s -> s.gateway.complete(BUCKET, "upload", s.upload, s.parts.subList(1, 2))),
          new Operation(
              "complete into empty",
              s ->
                  s.gateway.complete(
                      EMPTY,
                      "upload",
                      s.intoEmpty,
                      List.of(
                          PartInfo.newBuilder()
                              .setNumber(1)
                              .setMd5(TestingGateway.md5(bytes("one")))
                              .build()))),
          new Operation("abort", s -> s.gateway.abort(BUCKET, "upload", s.upload)),
          new Operation("abort in empty", s -> s.gateway.abort(EMPTY, "upload", s.intoEmpty)),
          new Operation("create bucket", s -> s.gateway.createBucket("another")),
          new Operation("delete bucket", s -> s.gateway.deleteBucket(BUCKET)),
          new Operation("delete empty", s -> s.gateway.deleteBucket(EMPTY)),
          new Operation(
              "set policy",
              s ->
                  s.gateway.ask(
                      Request.newBuilder()
                          .setPutBucketPolicy(
                              PutBucketPolicyRequest.newBuilder()
                                  .setBucket(EMPTY)
                                  .setPolicy(
                                      """
                                {"Statement": {"Effect": "Allow", "Principal": "*",
                                  "Action": "s3:GetObject", "Resource": "*"}}
                                """)))),
          new Operation("maintain", s -> s.manager.maintain()));

  private static final Scene SCENE = new Scene();

  static List<Operation> operations() {
    return OPERATIONS;
  }

  /** Something else happens at one moment: before the n-th call from then on. */
  static final class MomentStore extends TestingStore {
    private int callsLeft = Integer.MAX_VALUE;
    private Runnable then = () -> {};

    MomentStore(MetadataStore store) {
      super(store);
    }

    void before(int call, Runnable meanwhile) {
      callsLeft = call;
      then = meanwhile;
    }

    /** Whether it has happened. */
    boolean happened() {
      return callsLeft < 0;
    }

    private void call() {
      if (callsLeft-- == 0) {
        then.run();
      }
    }

    @Override
    public Optional<Entry> get(Key key) {
      call();
      return super.get(key);
    }

    @Override
    public List<Optional<Entry>> getAll(List<Key> keys) {
      call();
      return super.getAll(keys);
    }

    @Override
    public Page scan(Scan scan) {
      call();
      return super.scan(scan);
    }

    @Override
    public long commit(Transaction transaction) {
      call();
      return super.commit(transaction);
    }
  }

  /** What clients can see: of the answers, of the buckets, the objects and the uploads. */
  private record Outcome(Failure.Code first, Failure.Code second, Map<String, String> visible) {
    boolean conflicted() {
      return first == Failure.Code.BUCKET_BUSY || second == Failure.Code.BUCKET_BUSY;
    }

    /** Uploads into a bucket end just before it does. */
    Outcome withUploadsOutlivingTheirBucket() {
      return new Outcome(outliving(first), outliving(second), visible);
    }

    private static Failure.Code outliving(Failure.Code code) {
      return code == Failure.Code.NO_SUCH_UPLOAD ? Failure.Code.NO_SUCH_BUCKET : code;
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void twoOperationsAreAsOneAfterTheOther(Operation operation) {
    for (Operation meanwhile : OPERATIONS) {
      List<Outcome> possible = oneAfterTheOther(operation, meanwhile);
      boolean more = true;
      for (int call = 0; more; call++) {
        try (Scene scene = new Scene(SCENE)) {
          more = interleave(scene, operation, meanwhile, call, possible);
        }
      }
    }
  }

  /** Returns whether the moment came. */
  private static boolean interleave(
      Scene scene, Operation operation, Operation meanwhile, int call, List<Outcome> possible) {
    String when = "%s before call %d of %s".formatted(meanwhile, call, operation);
    Failure.Code[] answer = new Failure.Code[1];
    scene.store.before(call, () -> answer[0] = meanwhile.run(scene));
    Failure.Code own = operation.run(scene);
    if (!scene.store.happened()) {
      return false;
    }
    assertThat(scene.manager.fsck().problems()).as(when).isEmpty();
    Outcome outcome = new Outcome(own, answer[0], visible(scene));
    if (outcome.conflicted()) {
      assertThat(List.of(own, answer[0])).as(when).contains(Failure.Code.UNKNOWN);
    } else {
      assertThat(possible)
          .as(when)
          .containsAnyOf(outcome, outcome.withUploadsOutlivingTheirBucket());
    }
    scene.manager.settle();
    scene.manager.fsck().requireClean();
    return true;
  }

  private static List<Outcome> oneAfterTheOther(Operation operation, Operation other) {
    try (Scene forth = new Scene(SCENE);
        Scene back = new Scene(SCENE)) {
      Failure.Code first = operation.run(forth);
      Failure.Code second = other.run(forth);
      Failure.Code secondFirst = other.run(back);
      Failure.Code firstSecond = operation.run(back);
      return List.of(
          new Outcome(first, second, visible(forth)),
          new Outcome(firstSecond, secondFirst, visible(back)));
    }
  }

  private static Map<String, String> visible(Scene scene) {
    Map<String, String> visible = new TreeMap<>();
    scene
        .manager
        .ask(Request.newBuilder().setListBuckets(ListBucketsRequest.newBuilder().setLimit(100)))
        .getBuckets()
        .getBucketsList()
        .forEach(
            bucket -> {
              visible.put(bucket.getName(), "a bucket");
              addObjects(scene, bucket.getName(), visible);
              addUploads(scene, bucket.getName(), visible);
            });
    return visible;
  }

  private static void addObjects(Scene scene, String bucket, Map<String, String> visible) {
    for (ObjectList.Item item : scene.gateway.list(bucket).getItemsList()) {
      String key = item.getKey().toStringUtf8();
      visible.put(
          bucket + "/" + key,
          Etags.of(item.getInfo()) + " " + Arrays.hashCode(scene.gateway.get(bucket, key)));
    }
  }

  private static void addUploads(Scene scene, String bucket, Map<String, String> visible) {
    List<UploadInfo> uploads =
        scene
            .manager
            .ask(
                Request.newBuilder()
                    .setListUploads(
                        ListUploadsRequest.newBuilder().setBucket(bucket).setLimit(100)))
            .getUploads()
            .getUploadsList();
    for (UploadInfo upload : uploads) {
      visible.put(
          "upload " + bucket + "/" + upload.getKey().toStringUtf8(),
          scene
              .manager
              .ask(
                  Request.newBuilder()
                      .setListParts(
                          ListPartsRequest.newBuilder()
                              .setBucket(bucket)
                              .setKey(upload.getKey())
                              .setUploadId(upload.getUploadId())
                              .setLimit(100)))
              .getParts()
              .getPartsList()
              .stream()
              .map(part -> part.getNumber() + ":" + Etags.of(part.getMd5()))
              .toList()
              .toString());
    }
  }
}

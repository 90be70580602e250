package io.sluice.manager;

import com.google.protobuf.ByteString;
import io.sluice.manager.object.Contents;
import io.sluice.manager.record.Keys;
import io.sluice.manager.request.Results;
import io.sluice.manager.secret.AccessKey;
import io.sluice.manager.secret.MasterKey;
import io.sluice.manager.staging.Reaper;
import io.sluice.manager.upload.EndedUploads;
import io.sluice.protocol.CreatePrincipalRequest;
import io.sluice.protocol.Failure;
import io.sluice.protocol.PrincipalSecret;
import io.sluice.protocol.Reply;
import io.sluice.protocol.Request;
import io.sluice.protocol.client.RefusedException;
import io.sluice.protocol.sign.CommandSignature;
import io.sluice.storage.BlobStorage;
import io.sluice.storage.local.LocalBlobStorage;
import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.Limits;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.Table;
import io.sluice.store.Transaction;
import io.sluice.store.memory.InMemoryStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * A manager over a store in memory and blobs in a folder, at a time that stands still. What goes on
 * in the background goes on when it is asked to.
 */
public final class TestingManager implements AutoCloseable {
  public static final AccessKey ROOT = new AccessKey("ROOTACCESSKEYID", "root-secret-access-key");
  public static final String REGION = "eu-test-1";
  public static final int INLINE_LIMIT = 64;
  public static final Duration LEASE = Duration.ofMinutes(1);
  public static final Duration GRACE = Duration.ofMinutes(15);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final TestingClock clock;
  private final MetadataStore raw;
  private final MetadataStore store;
  private final BlobStorage storage;
  private final Manager manager;

  private TestingManager(
      TestingClock clock,
      MetadataStore raw,
      UnaryOperator<MetadataStore> decorator,
      BlobStorage storage) {
    this.clock = clock;
    this.raw = raw;
    this.store = decorator.apply(raw);
    this.storage = storage;
    this.manager =
        new Manager(
            store, storage, options(), clock, RANDOM, _ -> Thread.ofVirtual().unstarted(() -> {}));
  }

  public static TestingManager open(Path folder) {
    return open(folder, UnaryOperator.identity());
  }

  /** One whose store is not quite what it should be. */
  public static TestingManager open(Path folder, UnaryOperator<MetadataStore> decorator) {
    try {
      return new TestingManager(
          new TestingClock(), new InMemoryStore(), decorator, LocalBlobStorage.open(folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One without files. */
  static TestingManager inMemory(UnaryOperator<MetadataStore> decorator) {
    return new TestingManager(
        new TestingClock(), new InMemoryStore(), decorator, new TestingStorage());
  }

  /** One without files that has what another one has. */
  TestingManager duplicate(UnaryOperator<MetadataStore> decorator) {
    MetadataStore duplicate = new InMemoryStore();
    for (Table table : Keys.TABLES) {
      for (Page.Item item : raw.scan(Scan.of(table, Bytes.EMPTY, Limits.PAGE_ITEMS)).entries()) {
        duplicate.commit(
            Transaction.builder().put(new Key(table, item.name()), item.entry().value()).build());
      }
    }
    return new TestingManager(
        new TestingClock(), duplicate, decorator, new TestingStorage((TestingStorage) storage));
  }

  /** Another one of the same store and the same storage. */
  public TestingManager another(UnaryOperator<MetadataStore> decorator) {
    return new TestingManager(clock, raw, decorator, storage);
  }

  static ManagerOptions options() {
    return new ManagerOptions(
        ROOT,
        new MasterKey(new byte[MasterKey.LENGTH], RANDOM),
        REGION,
        INLINE_LIMIT,
        LEASE,
        GRACE,
        Duration.ofDays(1));
  }

  public TestingClock clock() {
    return clock;
  }

  /** The store itself, without what decorates it. */
  public MetadataStore store() {
    return raw;
  }

  public BlobStorage storage() {
    return storage;
  }

  public Manager manager() {
    return manager;
  }

  /** The answer to a request that has its token. */
  public Reply execute(Request request) {
    Reply reply = manager.execute(request);
    if (reply.hasFailure()) {
      throw new RefusedException(reply.getFailure());
    }
    return reply;
  }

  /** The answer to what somebody asks by a signed command. */
  public Reply ask(AccessKey caller, Request.Builder request) {
    return execute(
        CommandSignature.sign(request.build(), caller.id(), caller.secret(), clock.instant()));
  }

  /** The answer to what the root asks. */
  public Reply ask(Request.Builder request) {
    return ask(ROOT, request);
  }

  /** Why the root is not given what it asks for. */
  public Failure refusal(Request.Builder request) {
    return refusal(ROOT, request);
  }

  public Failure refusal(AccessKey caller, Request.Builder request) {
    try {
      Reply reply = ask(caller, request);
      throw new AssertionError("this was done: " + reply);
    } catch (RefusedException e) {
      return e.failure();
    }
  }

  /** A principal with a policy; empty for none. */
  public AccessKey principal(String name, String policy) {
    PrincipalSecret created =
        ask(Request.newBuilder()
                .setCreatePrincipal(
                    CreatePrincipalRequest.newBuilder().setName(name).setPolicy(policy)))
            .getPrincipalSecret();
    return new AccessKey(created.getPrincipal().getAccessKeyId(), created.getSecretAccessKey());
  }

  /** What stages and reads bytes, as the root. */
  public TestingGateway gateway() {
    return new TestingGateway(this, ROOT);
  }

  public Reaper reaper() {
    return new Reaper(store, storage, clock, GRACE);
  }

  public EndedUploads endedUploads() {
    return new EndedUploads(store, new Contents(store, clock, RANDOM), clock);
  }

  /** One round of what goes on in the background. */
  public void maintain() {
    try {
      endedUploads().removeAll(() -> true);
      endedUploads().forgetCompleted(() -> true);
      new Results(store, clock).forget(() -> true);
      reaper().reap(() -> true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets all leases run out and all graces pass, and removes all that can be removed then. */
  public void settle() {
    clock.advance(LEASE.plus(GRACE).plusMinutes(1));
    maintain();
    clock.advance(GRACE.plusMinutes(1));
    maintain();
  }

  Fsck fsck() {
    return Fsck.of(raw, storage);
  }

  /** Requires that what is stored fits together, as it must at any moment. */
  public void requireSound() {
    fsck().requireSound();
  }

  static ByteString key(String key) {
    return ByteString.copyFromUtf8(key);
  }

  /** Stops the manager; the store and the storage are there for another one. */
  public void stop() {
    manager.close();
  }

  @Override
  public void close() {
    stop();
    storage.close();
    raw.close();
  }
}

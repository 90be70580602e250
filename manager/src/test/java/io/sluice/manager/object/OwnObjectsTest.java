package io.sluice.manager.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.sluice.manager.OperationTest;
import io.sluice.manager.record.Keys;
import io.sluice.protocol.DeleteBucketRequest;
import io.sluice.protocol.GetObjectRequest;
import io.sluice.protocol.ObjectInfo;
import io.sluice.protocol.PutBucketPolicyRequest;
import io.sluice.protocol.Request;
import io.sluice.store.Bytes;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Key;
import io.sluice.store.Transaction;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class OwnObjectsTest extends OperationTest {
  private static final Key OTHER_ROW = Keys.revocations("anything");

  private OwnObjects own() {
    return manager.manager().ownObjects();
  }

  private Optional<Consumer<Transaction.Builder>> addition(String key, byte[] content) {
    return own().addition(BUCKET, Map.of(key, Bytes.wrap(content)));
  }

  private void commit(Consumer<Transaction.Builder> addition) {
    Transaction.Builder transaction = Transaction.builder().put(OTHER_ROW, Bytes.utf8("x"));
    addition.accept(transaction);
    manager.store().commit(transaction.build());
  }

  private void restrict() {
    String policy =
        """
        {"Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:PutObject",
        "Resource":"arn:aws:s3:::bucket/*"}]}""";
    manager.ask(
        Request.newBuilder()
            .setPutBucketPolicy(
                PutBucketPolicyRequest.newBuilder().setBucket(BUCKET).setPolicy(policy)));
  }

  @Test
  void whatIsAddedIsAnObjectAsIfItHadBeenPut() {
    commit(addition("folder/key", SMALL).orElseThrow());

    ObjectInfo put = gateway.put(BUCKET, "other", SMALL);
    ObjectInfo added =
        manager
            .ask(
                Request.newBuilder()
                    .setGetObject(
                        GetObjectRequest.newBuilder()
                            .setBucket(BUCKET)
                            .setKey(ByteString.copyFromUtf8("folder/key"))))
            .getObject()
            .getInfo();
    assertThat(added).isEqualTo(put);
    assertThat(gateway.get(BUCKET, "folder/key")).isEqualTo(SMALL);
    assertThat(own().read(BUCKET, "folder/key")).contains(Bytes.wrap(SMALL));
  }

  @Test
  void nothingIsReplaced() {
    Consumer<Transaction.Builder> addition = addition("key", OTHER).orElseThrow();
    gateway.put(BUCKET, "key", SMALL);

    assertThatThrownBy(() -> commit(addition)).isInstanceOf(ConditionFailedException.class);

    assertThat(gateway.get(BUCKET, "key")).isEqualTo(SMALL);
    assertThat(manager.store().get(OTHER_ROW)).isEmpty();
  }

  @Test
  void aBucketThatHasGoneMeanwhileGetsNothing() {
    Consumer<Transaction.Builder> addition = addition("key", SMALL).orElseThrow();
    manager.ask(
        Request.newBuilder().setDeleteBucket(DeleteBucketRequest.newBuilder().setBucket(BUCKET)));

    assertThatThrownBy(() -> commit(addition)).isInstanceOf(ConditionFailedException.class);
  }

  @Test
  void aPolicyThatHasComeMeanwhileIsNotPassedBy() {
    Consumer<Transaction.Builder> addition = addition("key", SMALL).orElseThrow();
    restrict();

    assertThatThrownBy(() -> commit(addition)).isInstanceOf(ConditionFailedException.class);
  }

  @Test
  void whatTakesARequestIsNotAdded() {
    assertThat(addition("key", new byte[manager.store().limits().valueBytes() + 1])).isEmpty();
    assertThat(addition("", SMALL)).isEmpty();
    assertThat(addition("k".repeat(1_025), SMALL)).isEmpty();
    assertThat(own().addition("nowhere", Map.of("key", Bytes.wrap(SMALL)))).isEmpty();
    assertThat(own().addition("no/bucket", Map.of("key", Bytes.wrap(SMALL)))).isEmpty();
    restrict();
    assertThat(addition("key", SMALL)).isEmpty();
  }

  @Test
  void whatTakesARequestIsNotRead() {
    gateway.put(BUCKET, "small", SMALL);
    gateway.put(BUCKET, "large", LARGE);

    assertThat(own().read(BUCKET, "small")).contains(Bytes.wrap(SMALL));
    assertThat(own().read(BUCKET, "large")).isEmpty();
    assertThat(own().read(BUCKET, "missing")).isEmpty();
    assertThat(own().read("nowhere", "small")).isEmpty();
    restrict();
    assertThat(own().read(BUCKET, "small")).isEmpty();
  }
}

package io.sluice.bench.jmh;

import com.google.protobuf.ByteString;
import io.sluice.bench.reference.StaticExchange;
import io.sluice.gateway.auth.PayloadMode;
import io.sluice.gateway.auth.Signature;
import io.sluice.gateway.op.ListObjectsV2;
import io.sluice.gateway.request.Query;
import io.sluice.gateway.request.S3Request;
import io.sluice.gateway.request.Target;
import io.sluice.http.Headers;
import io.sluice.http.Response;
import io.sluice.protocol.ObjectInfo;
import io.sluice.protocol.ObjectList;
import io.sluice.protocol.Reply;
import io.sluice.protocol.RequestToken;
import io.sluice.protocol.client.ManagerClient;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A page of 1,000 keys as XML. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ListXmlBenchmark {
  private static final int PAGE = 1000;
  private static final String QUERY = "list-type=2&max-keys=1000";

  private final Reply reply = Reply.newBuilder().setObjects(page()).build();
  private final ListObjectsV2 operation = new ListObjectsV2(new ManagerClient(_ -> reply));
  private final S3Request list =
      new S3Request(
          "4442587FB7D0A2F9",
          new StaticExchange("GET", "/bench", QUERY, Headers.NONE, ByteString.EMPTY),
          Target.parse("/bench", "127.0.0.1:9000", List.of()),
          Query.parse(QUERY),
          new Signature(RequestToken.getDefaultInstance(), "", PayloadMode.Unsigned.INSTANCE, ""));

  private static ObjectList page() {
    ObjectList.Builder page = ObjectList.newBuilder();
    ObjectInfo info =
        ObjectInfo.newBuilder()
            .setSize(8)
            .setMd5(ByteString.copyFrom(new byte[16]))
            .setModifiedMillis(1_795_000_000_000L)
            .build();
    for (int i = 0; i < PAGE; i++) {
      page.addItems(
          ObjectList.Item.newBuilder()
              .setKey(ByteString.copyFromUtf8("prefix-0001/key-%06d".formatted(i)))
              .setInfo(info));
    }
    return page.build();
  }

  /** From the manager's reply to the document. */
  @Benchmark
  public Response listXml() {
    return operation.handle(list);
  }
}

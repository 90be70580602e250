package io.sluice.gateway.op;

import static io.sluice.gateway.client.AnswerAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.RunningServer;
import io.sluice.gateway.TestingServer;
import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.Xml;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of all buckets (row 106 of the sheet). */
class ListBucketsIT {
  @RegisterExtension static final RunningServer server = new RunningServer();

  private static final List<String> ALL =
      List.of("apple", "apple-pie", "apple.pie", "banana", "cherry");

  @BeforeAll
  static void makeBuckets() {
    ALL.reversed().forEach(bucket -> server.ok(server.call("PUT", "/" + bucket)));
  }

  private static Answer answer(String query) {
    return server.signed(server.call("GET", "/" + query));
  }

  private static Xml list(String query) {
    Answer answer = answer(query);
    assertThat(answer).hasStatus(200).hasHeader("Content-Type", "application/xml");
    return answer.xml();
  }

  private static List<String> names(Xml list) {
    return list.child("Buckets").texts("Bucket", "Name");
  }

  // 106
  @Test
  void bucketsAreListedByTheirNames() {
    Xml list = list("");
    assertThat(list.name()).isEqualTo("ListAllMyBucketsResult");
    assertThat(list.child("Owner").text("ID")).isNotEmpty();
    assertThat(names(list)).containsExactlyElementsOf(ALL);
    assertThat(list.has("ContinuationToken")).isFalse();
    assertThat(list.has("Prefix")).isFalse();
    Xml bucket = list.child("Buckets").child("Bucket");
    assertThat(bucket.text("BucketRegion")).isEqualTo(TestingServer.REGION);
    assertThat(bucket.text("CreationDate"))
        .matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\\.[0-9]{3}Z");
  }

  // 106
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 5, 6, 10_000})
  void pagesComeByEveryBucketOnce(int most) {
    List<String> found = new ArrayList<>();
    String token = "";
    boolean more = true;
    while (more) {
      Xml page = list("?max-buckets=" + most + token);
      found.addAll(names(page));
      more = page.has("ContinuationToken");
      if (more) {
        assertThat(names(page)).hasSize(most);
        token = "&continuation-token=" + page.text("ContinuationToken");
      }
    }
    assertThat(found).containsExactlyElementsOf(ALL);
  }

  // 106
  @Test
  void bucketsAreListedByPrefix() {
    Xml list = list("?prefix=apple&max-buckets=2");
    assertThat(names(list)).containsExactly("apple", "apple-pie");
    assertThat(list.text("Prefix")).isEqualTo("apple");
    Xml rest =
        list("?prefix=apple&max-buckets=2&continuation-token=" + list.text("ContinuationToken"));
    assertThat(names(rest)).containsExactly("apple.pie");
    assertThat(rest.has("ContinuationToken")).isFalse();
    assertThat(names(list("?prefix=x"))).isEmpty();
    assertThat(names(list("?prefix="))).hasSize(5);
  }

  // 106
  @Test
  void bucketsAreListedByRegion() {
    assertThat(names(list("?bucket-region=" + TestingServer.REGION))).hasSize(5);
    assertThat(names(list("?bucket-region=elsewhere"))).isEmpty();
  }

  // 106
  @ParameterizedTest
  @CsvSource({
    "max-buckets, 0",
    "max-buckets, -1",
    "max-buckets, 10001",
    "max-buckets, x",
    "continuation-token, ''",
    "continuation-token, x"
  })
  void aPageThatIsNoneIsInvalid(String name, String value) {
    assertThat(answer("?%s=%s".formatted(name, value)))
        .isError(400, "InvalidArgument")
        .hasFields("ArgumentName", name, "ArgumentValue", value);
  }
}

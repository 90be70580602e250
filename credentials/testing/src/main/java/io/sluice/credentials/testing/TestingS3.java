package io.sluice.credentials.testing;

import static io.sluice.credentials.testing.TestingAnswer.response;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Just enough of S3 to see who asks: any object is {@code hello}, for anyone with a session. */
public final class TestingS3 extends TestingEndpoint {
  private final TestingIdentities identities;

  public TestingS3(TestingIdentities identities) {
    super(identities);
    this.identities = identities;
  }

  /** The access keys that signed the requests so far, in order. */
  public List<@Nullable String> accessKeys() {
    return requests().stream().<@Nullable String>map(TestingRequest::accessKey).toList();
  }

  @Override
  TestingAnswer answerWell(TestingRequest request) {
    if (identities.valid(request.accessKey()) == null) {
      return response(
              400,
              "<?xml version=\"1.0\"?><Error><Code>ExpiredToken</Code><Message>The provided token"
                  + " has expired.</Message><RequestId>1</RequestId></Error>")
          .with("Content-Type", "application/xml");
    }
    return response(200, "hello")
        .with("ETag", "\"5d41402abc4b2a76b9719d911017c592\"")
        .with("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT");
  }
}

package io.sluice.gateway;

import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.Call;
import java.util.ArrayList;
import java.util.List;

/** An upload in parts, as a client goes about it. */
public final class TestingUpload {
  /** What S3 requires of every part but the last. */
  public static final int PART = 5 << 20;

  private final RunningServer server;
  private final String bucket;
  private final String key;
  private final String id;
  private final List<String> parts = new ArrayList<>();

  private TestingUpload(RunningServer server, String bucket, String key, String id) {
    this.server = server;
    this.bucket = bucket;
    this.key = key;
    this.id = id;
  }

  /** Begins one; names and values of headers in turn. */
  public static TestingUpload begin(
      RunningServer server, String bucket, String key, String... headers) {
    Call create = server.call("POST", RunningServer.path(bucket, key) + "?uploads");
    for (int i = 0; i < headers.length; i += 2) {
      create = create.header(headers[i], headers[i + 1]);
    }
    return new TestingUpload(server, bucket, key, server.ok(create).xml().text("UploadId"));
  }

  public String id() {
    return id;
  }

  /** A request about this upload. */
  public Call call(String method, String parameters) {
    return server.call(
        method, RunningServer.path(bucket, key) + "?" + parameters + "uploadId=" + id);
  }

  public Call partCall(int number, byte[] body) {
    return call("PUT", "partNumber=%d&".formatted(number)).body(body);
  }

  /** Uploads a part, which the completion will name. */
  public Answer part(int number, byte[] body) {
    Answer answer = server.ok(partCall(number, body));
    name(number, answer.header("ETag"));
    return answer;
  }

  /** The completion will name this part; names and texts of further elements in turn. */
  public TestingUpload name(int number, String etag, String... elements) {
    StringBuilder more = new StringBuilder();
    for (int i = 0; i < elements.length; i += 2) {
      more.append("<%s>%s</%s>".formatted(elements[i], elements[i + 1], elements[i]));
    }
    parts.add(
        "<Part><PartNumber>%d</PartNumber><ETag>%s</ETag>%s</Part>".formatted(number, etag, more));
    return this;
  }

  /** Names none of the parts any more. */
  public TestingUpload forget() {
    parts.clear();
    return this;
  }

  /** Completes it with the parts that were named. */
  public Call completeCall() {
    return call("POST", "")
        .body(
            "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">%s</CompleteMultipartUpload>"
                .formatted(String.join("", parts)));
  }

  public Answer complete() {
    return server.ok(completeCall());
  }
}

package io.sluice.gateway.error;

import io.sluice.gateway.request.S3Request;
import io.sluice.gateway.xml.XmlWriter;
import io.sluice.http.Content;
import io.sluice.http.Headers;
import io.sluice.http.Response;

/**
 * What an error looks like: a document, except in the answer to a HEAD and where nothing has
 * changed.
 */
public final class ErrorAnswers {
  private ErrorAnswers() {}

  /** Where a request was aimed, as far as that was read. */
  public record Origin(String method, String path, String requestId) {}

  public static Origin origin(S3Request request) {
    return new Origin(request.exchange().method(), request.exchange().path(), request.id());
  }

  public static Response answer(S3Exception e, Origin origin) {
    Headers.Builder headers = Headers.builder();
    e.headers().forEach(header -> headers.add(header.name(), header.value()));
    if (origin.method().equals("HEAD") || e.error() == S3Error.NOT_MODIFIED) {
      return Response.empty(e.error().status(), headers.build());
    }
    headers.add("Content-Type", "application/xml");
    return new Response(
        e.error().status(), headers.build(), new Content.InMemory(document(e, origin).finish()));
  }

  public static XmlWriter document(S3Exception e, Origin origin) {
    XmlWriter xml = XmlWriter.plainDocument("Error");
    xml.element("Code", e.error().code()).element("Message", e.message());
    e.fields().forEach(field -> xml.element(field.name(), field.value()));
    return xml.element("Resource", origin.path())
        .element("RequestId", origin.requestId())
        .element("HostId", origin.requestId())
        .end();
  }
}

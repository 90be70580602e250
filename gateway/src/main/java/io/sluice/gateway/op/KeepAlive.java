package io.sluice.gateway.op;

import io.sluice.gateway.error.ErrorAnswers;
import io.sluice.gateway.error.Faults;
import io.sluice.gateway.request.S3Request;
import io.sluice.gateway.xml.XmlWriter;
import io.sluice.http.Content;
import io.sluice.http.Headers;
import io.sluice.http.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Answers requests that can take longer than a client waits for a first byte: after a while the
 * answer begins, with status 200 and white space, and what the outcome is, be it an error, its
 * document says. So does S3.
 */
public final class KeepAlive {
  private static final byte[] DECLARATION =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".getBytes(StandardCharsets.UTF_8);

  private final Duration patience;

  /**
   * Takes the time after which an answer begins, and after which each further space is sent.
   *
   * @param patience shorter than what any client waits for a byte
   */
  public KeepAlive(Duration patience) {
    this.patience = patience;
  }

  Response answer(S3Request request, Callable<XmlWriter> work) throws IOException {
    FutureTask<XmlWriter> task = new FutureTask<>(work);
    Thread.ofVirtual().name("slow-request").start(task);
    try {
      return Replies.xml(task.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return new Response(
          200,
          Headers.of("Content-Type", "application/xml"),
          new Content.Streamed(
              Content.Streamed.UNKNOWN_LENGTH, out -> keepAlive(task, request, out)));
    } catch (ExecutionException e) {
      throw rethrown(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static RuntimeException rethrown(ExecutionException e) throws IOException {
    switch (e.getCause()) {
      case RuntimeException cause -> throw cause;
      case IOException cause -> throw cause;
      case Error cause -> throw cause;
      case null, default -> throw new IllegalStateException(e);
    }
  }

  private void keepAlive(FutureTask<XmlWriter> task, S3Request request, OutputStream out)
      throws IOException {
    out.write(DECLARATION);
    out.flush();
    while (true) {
      try {
        write(task.get(patience.toMillis(), TimeUnit.MILLISECONDS), out);
        return;
      } catch (TimeoutException e) {
        out.write(' ');
        out.flush();
      } catch (ExecutionException e) {
        Exception cause = e.getCause() instanceof Exception exception ? exception : e;
        write(
            ErrorAnswers.document(Faults.toS3(cause, request), ErrorAnswers.origin(request)), out);
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  /** Without the declaration, which has been sent. */
  private static void write(XmlWriter document, OutputStream out) throws IOException {
    ByteBuffer bytes = document.finish();
    int start = 0;
    while (bytes.get(start) != '>') {
      start++;
    }
    out.write(bytes.array(), bytes.arrayOffset() + start + 1, bytes.limit() - start - 1);
  }
}

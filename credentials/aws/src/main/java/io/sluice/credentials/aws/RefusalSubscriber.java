package io.sluice.credentials.aws;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Passes an error response on, and at its end asks whether it is to fail instead. */
final class RefusalSubscriber implements Subscriber<ByteBuffer> {
  private final Subscriber<? super ByteBuffer> next;
  private final int maxBytes;
  private final Function<@Nullable String, CompletableFuture<@Nullable Throwable>> verdict;
  private final ByteArrayOutputStream start = new ByteArrayOutputStream();

  /**
   * @param maxBytes how much of the response to look at
   * @param verdict given the error code, what to fail with, or null to go on
   */
  RefusalSubscriber(
      Subscriber<? super ByteBuffer> next,
      int maxBytes,
      Function<@Nullable String, CompletableFuture<@Nullable Throwable>> verdict) {
    this.next = next;
    this.maxBytes = maxBytes;
    this.verdict = verdict;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    next.onSubscribe(subscription);
  }

  @Override
  public void onNext(ByteBuffer buffer) {
    ByteBuffer look = buffer.duplicate();
    byte[] bytes = new byte[Math.min(look.remaining(), maxBytes - start.size())];
    look.get(bytes);
    start.writeBytes(bytes);
    next.onNext(buffer);
  }

  @Override
  public void onError(Throwable failure) {
    next.onError(failure);
  }

  @Override
  public void onComplete() {
    var unused =
        verdict
            .apply(RefusedCodes.find(start.toString(StandardCharsets.UTF_8)))
            .whenComplete(
                (failure, broken) -> {
                  if (failure == null) {
                    next.onComplete();
                  } else {
                    next.onError(failure);
                  }
                });
  }
}

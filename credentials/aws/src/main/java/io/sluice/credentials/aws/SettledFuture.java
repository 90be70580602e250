package io.sluice.credentials.aws;

import java.util.concurrent.CompletableFuture;

/**
 * A future that was complete from the start and stays what it is, so that one object can be handed
 * to everyone: a caller cannot put another value into it.
 */
final class SettledFuture<T> extends CompletableFuture<T> {
  SettledFuture(T value) {
    complete(value);
  }

  @Override
  public void obtrudeValue(T value) {
    throw new UnsupportedOperationException("this future is shared");
  }

  @Override
  public void obtrudeException(Throwable failure) {
    throw new UnsupportedOperationException("this future is shared");
  }

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }
}

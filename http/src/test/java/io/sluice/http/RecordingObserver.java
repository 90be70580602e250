package io.sluice.http;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Remembers what a server has told. */
final class RecordingObserver implements Observer {
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final List<Finished> finished = new CopyOnWriteArrayList<>();

  int opened() {
    return opened.get();
  }

  int closed() {
    return closed.get();
  }

  List<Finished> finished() {
    return finished;
  }

  @Override
  public void connectionOpened() {
    opened.incrementAndGet();
  }

  @Override
  public void connectionClosed() {
    closed.incrementAndGet();
  }

  @Override
  public void exchangeFinished(Finished exchange) {
    finished.add(exchange);
  }
}

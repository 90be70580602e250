package io.sluice.http;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** What all connections of a server share. */
final class Service {
  private static final ThreadFactory THREADS =
      Thread.ofVirtual().name("http").inheritInheritableThreadLocals(false).factory();

  private final HttpOptions options;
  private final Handler handler;
  private final Observer observer;
  private final AtomicInteger requests = new AtomicInteger();
  private volatile boolean stopping;

  Service(HttpOptions options, Handler handler, Observer observer) {
    this.options = options;
    this.handler = handler;
    this.observer = observer;
  }

  HttpOptions options() {
    return options;
  }

  Handler handler() {
    return handler;
  }

  Observer observer() {
    return observer;
  }

  boolean isStopping() {
    return stopping;
  }

  void stopping() {
    stopping = true;
  }

  int requests() {
    return requests.get();
  }

  /** Counts a request if one more is allowed. */
  boolean admit() {
    if (requests.incrementAndGet() <= options.maxRequests()) {
      return true;
    }
    requests.decrementAndGet();
    return false;
  }

  void release() {
    requests.decrementAndGet();
  }

  void start(Runnable exchange) {
    THREADS.newThread(exchange).start();
  }
}

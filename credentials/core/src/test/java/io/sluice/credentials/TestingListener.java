package io.sluice.credentials;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it was told. */
final class TestingListener implements RefreshListener {
  final List<String> news = new CopyOnWriteArrayList<>();

  @Override
  public void refreshed(Duration took) {
    news.add("refreshed");
  }

  @Override
  public void failed(CredentialException failure, Duration took) {
    news.add("failed " + failure.error());
  }

  @Override
  public void expired() {
    news.add("expired");
  }

  @Override
  public void invalidated() {
    news.add("invalidated");
  }

  @Override
  public void readBlocked(Duration waited) {
    news.add("read blocked");
  }

  @Override
  public void clocksJumped(Duration by) {
    news.add("clocks jumped " + by);
  }

  @Override
  public void closed() {
    news.add("closed");
  }
}

package io.sluice.http;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Opens files and knows which of them have not been closed. */
final class OpenFiles {
  private final List<FileChannel> channels = new CopyOnWriteArrayList<>();
  private volatile int most;

  FileChannel open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file);
    channels.add(channel);
    most = Math.max(most, open());
    return channel;
  }

  int opened() {
    return channels.size();
  }

  int open() {
    return (int) channels.stream().filter(FileChannel::isOpen).count();
  }

  /** How many were open at once. */
  int most() {
    return most;
  }
}

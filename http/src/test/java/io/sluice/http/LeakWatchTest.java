package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LeakWatchTest {
  @Test
  void bufferThatIsLostIsFound() {
    LeakWatch.begin();
    for (int i = 0; i < 10; i++) {
      ByteBufAllocator.DEFAULT.directBuffer(10).writeByte(i);
    }
    List<String> found = new ArrayList<>();
    Eventually.eventually("a leak is reported", () -> found.addAll(LeakWatch.leaks()));
    assertThat(found).anySatisfy(leak -> assertThat(leak).startsWith("ByteBuf"));
    // so that no other test is blamed for those that are reported late
    LeakWatch.leaks();
  }
}

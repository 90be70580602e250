package io.sluice.bench.s3;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a system is reached.
 *
 * @param credentials null where requests are not signed
 */
public record Endpoint(InetSocketAddress address, @Nullable Credentials credentials) {
  /** What requests are signed with. */
  public record Credentials(String accessKeyId, String secret) {}

  public static Endpoint local(int port, @Nullable Credentials credentials) {
    return new Endpoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), credentials);
  }

  /** As in the header Host. */
  public String authority() {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}

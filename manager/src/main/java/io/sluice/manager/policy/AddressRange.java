package io.sluice.manager.policy;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An IP address, or all that share its first bits, in CIDR notation. */
record AddressRange(InetAddress network, int prefixBits) {
  /** An address whole, for Java takes shorter ones, too, and reads them in an old way. */
  private static final Pattern FORM =
      Pattern.compile("([0-9]+(?:\\.[0-9]+){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(?:/([0-9]{1,3}))?");

  static Optional<AddressRange> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    try {
      InetAddress network = InetAddress.ofLiteral(form.group(1));
      int all = network.getAddress().length * Byte.SIZE;
      int bits = form.group(2) == null ? all : Integer.parseInt(form.group(2));
      return bits > all ? Optional.empty() : Optional.of(new AddressRange(network, bits));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  boolean contains(String address) {
    byte[] mine = network.getAddress();
    byte[] other;
    try {
      other = InetAddress.ofLiteral(address).getAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
    if (mine.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < prefixBits; bit++) {
      int mask = 0x80 >> (bit % Byte.SIZE);
      if (((mine[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}

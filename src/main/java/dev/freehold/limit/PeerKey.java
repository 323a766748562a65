package dev.freehold.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/// Whose allowance a client's address uses: an IPv4 address its own, an IPv6 address that of its /64, which is what one
/// customer is given (RFC 6177). An IPv4 address mapped into IPv6 counts as what it is.
public final class PeerKey {
  private static final int LONGEST = 64;
  private static final int PREFIX_BYTES = 8;

  private PeerKey() {}

  /// The key of `peer`.
  ///
  /// @param peer an address as text, never a name: nothing is looked up
  public static String of(String peer) {
    int zone = peer.indexOf('%');
    try {
      InetAddress address = InetAddress.ofLiteral(zone < 0 ? peer : peer.substring(0, zone));
      byte[] bytes = address.getAddress();
      return address instanceof Inet6Address
          ? HexFormat.of().formatHex(Arrays.copyOf(bytes, PREFIX_BYTES)) + "/64"
          : address.getHostAddress();
    } catch (IllegalArgumentException noAddress) {
      // A Unix socket or the like has no address: all of its clients share one allowance.
      return peer.length() <= LONGEST ? peer : peer.substring(0, LONGEST);
    }
  }
}

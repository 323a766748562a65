package dev.freehold.ratelimit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/// The rate limit key of a client address: an IPv4 address itself, or the /64 of an IPv6 address,
/// the usual allocation of one customer (RFC 6177). An IPv4-mapped IPv6 address counts as the IPv4
/// address.
public final class ClientAddressKey {
  private static final int LONGEST = 64;
  private static final int PREFIX_BYTES = 8;
  private static final int NETWORK_BYTES = 3;
  private static final int NETWORK_BYTES_V6 = 6;

  private ClientAddressKey() {}

  /// The network of `peer`: the /24 of an IPv4 address, or the /48 of an IPv6 address, the usual
  /// allocation of one site (RFC 6177).
  ///
  /// @param peer as of [#of]
  public static String network(String peer) {
    int zone = peer.indexOf('%');
    try {
      InetAddress address = InetAddress.ofLiteral(zone < 0 ? peer : peer.substring(0, zone));
      byte[] bytes = address.getAddress();
      int length = address instanceof Inet6Address ? NETWORK_BYTES_V6 : NETWORK_BYTES;
      return HexFormat.of().formatHex(Arrays.copyOf(bytes, length)) + '/' + length * 8;
    } catch (IllegalArgumentException noAddress) {
      return of(peer);
    }
  }

  /// The key of `peer`.
  ///
  /// @param peer an address as text, never a name; DNS is not used
  public static String of(String peer) {
    int zone = peer.indexOf('%');
    try {
      InetAddress address = InetAddress.ofLiteral(zone < 0 ? peer : peer.substring(0, zone));
      byte[] bytes = address.getAddress();
      return address instanceof Inet6Address
          ? HexFormat.of().formatHex(Arrays.copyOf(bytes, PREFIX_BYTES)) + "/64"
          : address.getHostAddress();
    } catch (IllegalArgumentException noAddress) {
      // A Unix socket has no address: all of its clients share one limit.
      return peer.length() <= LONGEST ? peer : peer.substring(0, LONGEST);
    }
  }
}

package dev.freehold.http.server;

import dev.freehold.http.Ascii;
import io.netty.util.NetUtil;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Determines the address of a client (K10, K11): the peer of the socket or, if that is a trusted
/// proxy, the right-most untrusted address of `X-Forwarded-For`. The addresses left of it are
/// written by the client and ignored.
final class ClientAddressResolver {
  private static final class CidrBlock {
    private final byte[] address;
    private final int bits;

    CidrBlock(byte[] address, int bits) {
      this.address = address;
      this.bits = bits;
    }

    boolean contains(byte[] other) {
      if (other.length != address.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit += 8) {
        int mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit));
        if (((address[bit / 8] ^ other[bit / 8]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  private final List<CidrBlock> trusted = new ArrayList<>();

  /// @throws IllegalArgumentException if an entry is not an address or a CIDR block (RFC 4632, RFC
  ///   4291)
  ClientAddressResolver(List<String> blocks) {
    for (String block : blocks) {
      int slash = block.indexOf('/');
      byte[] address = parse(slash < 0 ? block : block.substring(0, slash));
      int bits = slash < 0 && address != null ? address.length * 8 : number(block, slash + 1);
      if (address == null || bits < 0 || bits > address.length * 8) {
        throw new IllegalArgumentException(
            "Not an address or a block such as 10.0.0.0/8: '" + block + "'");
      }
      trusted.add(new CidrBlock(address, bits));
    }
  }

  /// @param socket the address of the socket's peer
  /// @param forwarded the values of every `X-Forwarded-For` of the request, in order
  String resolve(String socket, List<String> forwarded) {
    if (trusted.isEmpty() || forwarded.isEmpty() || !isTrusted(parse(socket))) {
      return socket;
    }
    String peer = socket;
    for (int line = forwarded.size() - 1; line >= 0; line--) {
      String[] hops = forwarded.get(line).split(",", -1);
      for (int i = hops.length - 1; i >= 0; i--) {
        byte[] address = parse(withoutPort(hops[i].strip()));
        if (address == null) {
          return peer;
        }
        peer = NetUtil.bytesToIpAddress(address);
        if (!isTrusted(address)) {
          return peer;
        }
      }
    }
    return peer;
  }

  private boolean isTrusted(byte @Nullable [] address) {
    if (address == null) {
      return false;
    }
    for (CidrBlock block : trusted) {
      if (block.contains(address)) {
        return true;
      }
    }
    return false;
  }

  /// Parses an address without DNS. An IPv4-mapped IPv6 address becomes the IPv4 address.
  private static byte @Nullable [] parse(String text) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
    if (bytes == null || bytes.length == 4) {
      return bytes;
    }
    for (int i = 0; i < 12; i++) {
      if (bytes[i] != (i < 10 ? 0 : (byte) 0xff)) {
        return bytes;
      }
    }
    return new byte[] {bytes[12], bytes[13], bytes[14], bytes[15]};
  }

  /// Some proxies write `192.0.2.1:5678` or `[2001:db8::1]:5678`.
  private static String withoutPort(String hop) {
    if (hop.startsWith("[")) {
      int end = hop.indexOf(']');
      return end < 0 ? hop : hop.substring(1, end);
    }
    int colon = hop.indexOf(':');
    return colon > 0 && colon == hop.lastIndexOf(':') ? hop.substring(0, colon) : hop;
  }

  private static int number(String text, int from) {
    int value = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Ascii.isDigit(c) || value > 128) {
        return -1;
      }
      value = value * 10 + (c - '0');
    }
    return from == text.length() ? -1 : value;
  }
}

package dev.freehold.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// What `PORT=0` means. The port must be known before the pages that show it are made, so it is chosen first and bound
/// after; should another program take it in between, the start fails like for any port in use.
final class FreePort {
  private FreePort() {}

  static int on(String host) {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
      return socket.getLocalPort();
    } catch (BindException e) {
      throw new ListenException(host, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

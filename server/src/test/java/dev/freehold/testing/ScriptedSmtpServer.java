package dev.freehold.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// An SMTP server for one test: the conversation of RFC 5321 with STARTTLS and AUTH PLAIN, and the
/// misbehaviour that the test asks for.
public final class ScriptedSmtpServer implements AutoCloseable {
  /// Every command, in order, with `TLS ` before those over TLS; no line of a message.
  public final List<String> commands = new CopyOnWriteArrayList<>();

  /// The accepted messages, with their headers.
  public final List<String> messages = new CopyOnWriteArrayList<>();

  /// The reply to a command, by its first word; `.` for the end of the data. Null words are answered
  /// as a server does.
  public final Map<String, String> replies = new ConcurrentHashMap<>();

  /// Closes the connection instead of the reply to the end of the data, having accepted it.
  public volatile boolean diesAfterAcceptance;

  /// Says nothing instead of the reply to the end of the data.
  public volatile boolean hangsAfterData;

  /// Offers STARTTLS.
  public volatile boolean offersTls = true;

  private final ServerSocket socket;
  private final @Nullable TestCertificate certificate;
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  private ScriptedSmtpServer(ServerSocket socket, @Nullable TestCertificate certificate) {
    this.socket = socket;
    this.certificate = certificate;
    Thread.ofVirtual().start(this::accept);
  }

  /// @param port 0 for any
  /// @param certificate for STARTTLS; null for none
  public static ScriptedSmtpServer on(int port, @Nullable TestCertificate certificate) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return new ScriptedSmtpServer(socket, certificate);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// TLS from the first byte, on any port.
  public static ScriptedSmtpServer overTls(TestCertificate certificate) {
    try {
      ScriptedSmtpServer server =
          new ScriptedSmtpServer(
              certificate
                  .context()
                  .getServerSocketFactory()
                  .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
              null);
      server.offersTls = false;
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return socket.getLocalPort();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> converse(client));
      } catch (IOException _) {
        return;
      }
    }
  }

  private void converse(Socket plain) {
    try (plain) {
      Socket at = plain;
      BufferedReader in = reader(at);
      OutputStream out = at.getOutputStream();
      say(out, "220 test ESMTP");
      boolean tls = false;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        commands.add((tls ? "TLS " : "") + line);
        String word = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
        String scripted = replies.get(word);
        if (scripted != null) {
          say(out, scripted);
          continue;
        }
        switch (word) {
          case "EHLO" ->
              say(
                  out,
                  offersTls && !tls
                      ? "250-test\r\n250-STARTTLS\r\n250 AUTH PLAIN"
                      : "250-test\r\n250 AUTH PLAIN");
          case "STARTTLS" -> {
            say(out, "220 go ahead");
            TestCertificate own = certificate;
            if (own == null) {
              return;
            }
            SSLSocket secure =
                (SSLSocket)
                    own.context()
                        .getSocketFactory()
                        .createSocket(at, "localhost", at.getPort(), true);
            secure.setUseClientMode(false);
            secure.startHandshake();
            open.add(secure);
            at = secure;
            in = reader(at);
            out = at.getOutputStream();
            tls = true;
          }
          case "AUTH" -> say(out, "235 welcome");
          case "DATA" -> {
            say(out, "354 end with .");
            if (!data(in, out)) {
              return;
            }
          }
          case "QUIT" -> {
            say(out, "221 bye");
            return;
          }
          default -> say(out, "250 ok");
        }
      }
    } catch (IOException _) {
      // The client is gone, or refused the certificate.
    }
  }

  private boolean data(BufferedReader in, OutputStream out) throws IOException {
    StringBuilder message = new StringBuilder();
    for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
      message.append(line).append('\n');
    }
    String scripted = replies.get(".");
    if (scripted != null) {
      say(out, scripted);
      return true;
    }
    messages.add(message.toString());
    if (hangsAfterData) {
      return in.readLine() != null;
    }
    if (diesAfterAcceptance) {
      return false;
    }
    say(out, "250 accepted");
    return true;
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  private static void say(OutputStream out, String text) throws IOException {
    out.write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() {
    try {
      socket.close();
      for (Socket each : open) {
        each.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.freehold.mail;

import dev.freehold.type.Secret;
import java.nio.file.Path;
import java.util.Optional;

/// The SMTP server that takes the mail (RFC 6409).
///
/// @param login empty if the server asks for none
/// @param certificates PEM file with the certificates to trust; empty: those of the JDK
public record SmtpServer(
    String host,
    int port,
    Encryption encryption,
    Optional<SmtpLogin> login,
    Optional<Path> certificates) {
  /// How the connection is encrypted. None of these falls back to another: an attacker on the way
  /// could ask for it (RFC 8314 section 3).
  public enum Encryption {
    /// STARTTLS (RFC 3207), required.
    STARTTLS,
    /// TLS from the first byte.
    TLS,
    /// None, for a relay on this machine or in the same private network.
    NONE
  }

  /// User and password of the server (RFC 4954).
  public record SmtpLogin(String user, Secret password) {
    @Override
    public String toString() {
      return "SmtpLogin";
    }
  }

  /// Whether only this machine can be meant. Makes no DNS query.
  public boolean isOnThisMachine() {
    return SmtpUrlParser.isLoopback(host);
  }

  /// Host and port, for messages.
  public String place() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}

package dev.freehold.db;

import io.vertx.pgclient.PgException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Why a connection to PostgreSQL failed, for operators: one line with the address, the cause and
/// the remedy. Never shown to a client.
final class ConnectFailureText {
  /// The Vert.x client reports these only in the message: a server without TLS, and a failed
  /// handshake. A test checks the texts.
  private static final List<String> TLS_FAILURES =
      List.of("does not handle SSL", "SSL handshake failed");

  private ConnectFailureText() {}

  /// @param cause as the Vert.x client reports it
  static String of(DatabaseTarget target, Throwable cause) {
    return cause instanceof PgException e ? refused(target, e) : unreachable(target, cause);
  }

  /// Whether the two sides do not agree on TLS, or the certificate is not trusted.
  static boolean isTlsFailure(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (cause instanceof SSLException || TLS_FAILURES.stream().anyMatch(message::contains)) {
        return true;
      }
    }
    return false;
  }

  private static String refused(DatabaseTarget target, PgException e) {
    String state = e.getSqlState();
    String remedy =
        switch (state) {
          case "28P01" -> "Correct the user and the password in its URL (DATABASE_URL).";
          case "3D000" -> "Create the database, or correct its name in its URL (DATABASE_URL).";
          case "42501" -> "Grant CONNECT on the database to the user.";
          case "53300" -> "Raise max_connections in PostgreSQL, or lower DATABASE_CONNECTIONS.";
          case "57P03" -> "PostgreSQL starts or stops: try again when it is up.";
          default ->
              state.startsWith("28")
                  ? "Let the user in (pg_hba.conf), or correct its URL (DATABASE_URL)."
                  : "See the log of PostgreSQL.";
        };
    return "the database at "
        + target.displayName()
        + " refused the connection of user '"
        + target.user()
        + "': "
        + e.getErrorMessage()
        + " (SQLSTATE "
        + state
        + "). "
        + remedy;
  }

  private static String unreachable(DatabaseTarget target, Throwable cause) {
    String begin = "no connection to the database at " + target.displayName() + ": ";
    if (isTlsFailure(cause)) {
      return begin
          + firstLine(cause)
          + ". Correct sslmode or sslrootcert in its URL (DATABASE_URL), or set up TLS in"
          + " PostgreSQL.";
    }
    return switch (cause) {
      case UnknownHostException _ ->
          begin
              + "the host name '"
              + target.host()
              + "' is unknown. Correct it in its URL (DATABASE_URL), or add it to the DNS.";
      case TimeoutException _ ->
          begin
              + "no answer within "
              + target.connectTimeout().toSeconds()
              + " s. Check the network and the firewall, or correct host and port in its URL"
              + " (DATABASE_URL).";
      default ->
          begin
              + firstLine(cause)
              + ". Start PostgreSQL there, or correct host and port in its URL (DATABASE_URL).";
    };
  }

  private static String firstLine(Throwable cause) {
    String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}

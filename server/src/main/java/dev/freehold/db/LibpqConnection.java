package dev.freehold.db;

import dev.freehold.db.DatabaseTarget.TlsMode;
import dev.freehold.type.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A connection of another client, in the terms of libpq. It has neither the application name nor
/// the timeout of the target, which are for this program.
///
/// @param settings run-time parameters of the session
public record LibpqConnection(DatabaseTarget target, Map<String, String> settings) {
  public LibpqConnection {
    settings = new LinkedHashMap<>(settings);
  }

  /// The connection URI (PostgreSQL manual, section 32.1.1.2), with the password in it.
  public Secret url() {
    List<String> parameters = new ArrayList<>();
    if (!target.usesUnixSocket()) {
      parameters.add("sslmode=" + target.tls().sslmode());
    }
    if (rootCertificate() != null) {
      parameters.add("sslrootcert=" + encoded(rootCertificate()));
    }
    attributes().ifPresent(value -> parameters.add("target_session_attrs=" + value));
    if (!settings.isEmpty()) {
      parameters.add("options=" + encoded(options()));
    }
    return Secret.of(
        "postgresql://"
            + encoded(target.user())
            + ":"
            + encoded(target.password().reveal())
            + "@"
            + target.servers().stream().map(LibpqConnection::place).collect(Collectors.joining(","))
            + "/"
            + encoded(target.database())
            + (parameters.isEmpty() ? "" : "?" + String.join("&", parameters)));
  }

  /// The environment variables (PostgreSQL manual, section 32.15), with the password in one.
  public Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("PGHOST", joined(ServerAddress::host));
    variables.put("PGPORT", joined(server -> Integer.toString(server.port())));
    attributes().ifPresent(value -> variables.put("PGTARGETSESSIONATTRS", value));
    variables.put("PGDATABASE", target.database());
    variables.put("PGUSER", target.user());
    variables.put("PGPASSWORD", target.password().reveal());
    variables.put("PGSSLMODE", target.tls().sslmode());
    if (rootCertificate() != null) {
      variables.put("PGSSLROOTCERT", rootCertificate());
    }
    variables.put("PGOPTIONS", options());
    return variables;
  }

  private static String place(ServerAddress server) {
    boolean address = server.host().contains(":");
    return (address ? "[" + server.host() + "]" : encoded(server.host())) + ":" + server.port();
  }

  private String joined(Function<ServerAddress, String> part) {
    return target.servers().stream().map(part).collect(Collectors.joining(","));
  }

  /// The `target_session_attrs`; empty for the default of libpq.
  private Optional<String> attributes() {
    return switch (target.attributes()) {
      case ANY -> Optional.empty();
      case READ_WRITE -> Optional.of("read-write");
      case PRIMARY -> Optional.of("primary");
    };
  }

  /// Null if the server is not verified.
  private @Nullable String rootCertificate() {
    if (target.rootCertificate() != null) {
      return target.rootCertificate().toString();
    }
    boolean verified = target.tls() == TlsMode.VERIFY_CA || target.tls() == TlsMode.VERIFY_FULL;
    return verified ? "system" : null;
  }

  /// Command line options of the session that set the parameters (PostgreSQL manual, section
  /// 32.1.2, `options`).
  private String options() {
    return settings.entrySet().stream()
        .map(setting -> "-c " + setting.getKey() + "=" + escaped(setting.getValue()))
        .collect(Collectors.joining(" "));
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace(" ", "\\ ");
  }

  /// Percent-encodes everything except letters, digits and `-._*`.
  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// Without the password.
  @Override
  public String toString() {
    return target.displayName() + " " + settings;
  }
}

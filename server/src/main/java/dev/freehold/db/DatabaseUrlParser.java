package dev.freehold.db;

import dev.freehold.db.DatabaseTarget.TlsMode;
import dev.freehold.type.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Parses `postgres://user:password@host:5432/database?sslmode=verify-full`, the connection URI of
/// libpq (PostgreSQL manual, section 32.1.1.2), also with several hosts: `host1:5432,host2:5432`. Strict:
/// unknown parts are errors. One of several hosts must take writes unless `target_session_attrs` says otherwise.
public final class DatabaseUrlParser {
  private static final String SHAPE = "postgres://user:password@host:5432/database";

  private final List<String> faults = new ArrayList<>();
  private static final int PORT = 5432;

  /// Each has a name and a resolver to try; more are a mistake.
  private static final int MOST_SERVERS = 16;

  private List<String> hosts = List.of("");
  private List<Integer> ports = List.of(PORT);
  private @Nullable SessionAttributes attributes;
  private String database = "";
  private String user = "";
  private String password = "";
  private TlsMode tls = TlsMode.PREFER;
  private @Nullable Path rootCertificate;
  private String applicationName = DatabaseTarget.APPLICATION;
  private Duration connectTimeout = DatabaseTarget.CONNECT;

  private DatabaseUrlParser() {}

  /// Parses `url` and collects every fault.
  ///
  /// @throws DatabaseUrlException with every fault
  public static DatabaseTarget parse(String url) {
    return new DatabaseUrlParser().read(url);
  }

  private DatabaseTarget read(String url) {
    String rest = null;
    for (String scheme : List.of("postgres://", "postgresql://")) {
      if (url.startsWith(scheme)) {
        rest = url.substring(scheme.length());
      }
    }
    if (rest == null) {
      throw new DatabaseUrlException(List.of("it must begin with postgres:// as in " + SHAPE));
    }
    if (rest.indexOf('#') >= 0) {
      faults.add("it has a '#'; in a user name or password write it as %23");
    }
    int question = rest.indexOf('?');
    String place = question < 0 ? rest : rest.substring(0, question);
    // The last '@': an unescaped '@' in the user name or password is then not read as part of the
    // host.
    int at = place.lastIndexOf('@');
    if (at >= 0) {
      credentials(place.substring(0, at));
    }
    place(place.substring(at + 1));
    if (question >= 0) {
      parameters(rest.substring(question + 1));
    }
    complete();
    if (!faults.isEmpty()) {
      throw new DatabaseUrlException(faults);
    }
    List<ServerAddress> servers = servers();
    return new DatabaseTarget(
        servers,
        attributes != null
            ? attributes
            : servers.size() == 1 ? SessionAttributes.ANY : SessionAttributes.READ_WRITE,
        Pooler.NONE,
        database,
        user,
        Secret.of(password),
        tls,
        rootCertificate,
        applicationName,
        connectTimeout);
  }

  private void credentials(String text) {
    if (text.indexOf('@') >= 0 || text.indexOf('/') >= 0) {
      faults.add("its user name or password has a bare '@' or '/'; write them as %40 and %2F");
    }
    int colon = text.indexOf(':');
    user = decode("user name", colon < 0 ? text : text.substring(0, colon));
    password = decode("password", colon < 0 ? "" : text.substring(colon + 1));
  }

  private void place(String text) {
    int slash = text.indexOf('/');
    String authority = slash < 0 ? text : text.substring(0, slash);
    database = decode("database", slash < 0 ? "" : text.substring(slash + 1));
    List<String> names = new ArrayList<>();
    List<Integer> numbers = new ArrayList<>();
    for (String each : authority.split(",", -1)) {
      int bracket = each.lastIndexOf(']');
      int colon = each.indexOf(':', Math.max(bracket, 0));
      String name = colon < 0 ? each : each.substring(0, colon);
      numbers.add(colon < 0 ? PORT : port(each.substring(colon + 1)));
      boolean address = name.startsWith("[") && name.endsWith("]");
      names.add(address ? name.substring(1, name.length() - 1) : decode("host", name));
    }
    hosts = names;
    ports = numbers;
  }

  private int port(String text) {
    if (text.matches("[0-9]{1,5}")
        && Integer.parseInt(text) >= 1
        && Integer.parseInt(text) <= 65535) {
      return Integer.parseInt(text);
    }
    faults.add(
        "its port is not a number from 1 to 65535; if the password has a ':' or '@' in it, write"
            + " them as %3A and %40");
    return PORT;
  }

  /// Each host with its port; one port stands for all hosts.
  private List<ServerAddress> servers() {
    List<ServerAddress> servers = new ArrayList<>();
    for (int i = 0; i < hosts.size(); i++) {
      String host = hosts.get(i).isEmpty() ? "localhost" : hosts.get(i);
      servers.add(new ServerAddress(host, ports.get(ports.size() == 1 ? 0 : i)));
    }
    return servers;
  }

  private void parameters(String text) {
    Set<String> seen = new HashSet<>();
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (pair.isEmpty()) {
        continue;
      }
      String name = decode("parameter name", equals < 0 ? pair : pair.substring(0, equals));
      if (!seen.add(name)) {
        faults.add("its parameter '" + name + "' is there twice; leave one out");
        continue;
      }
      parameter(name, decode(name, equals < 0 ? "" : pair.substring(equals + 1)));
    }
  }

  private void parameter(String name, String value) {
    switch (name) {
      case "sslmode" -> tls(value);
      case "sslrootcert" -> rootCertificate(value);
      case "host" -> host(value);
      case "port" -> ports = Stream.of(value.split(",", -1)).map(this::port).toList();
      case "target_session_attrs" -> attributes(value);
      case "application_name" -> {
        if (value.isEmpty() || value.length() > 63) {
          faults.add("its application_name must have 1 to 63 characters");
        }
        applicationName = value;
      }
      case "connect_timeout" -> {
        if (value.matches("[0-9]{1,3}") && Integer.parseInt(value) >= 1) {
          connectTimeout = Duration.ofSeconds(Integer.parseInt(value));
        } else {
          faults.add("its connect_timeout is not a number of seconds from 1 to 999");
        }
      }
      default ->
          faults.add(
              "its parameter '"
                  + name
                  + "' is unknown; known are sslmode, sslrootcert, host, port,"
                  + " target_session_attrs, application_name and connect_timeout");
    }
  }

  private void tls(String value) {
    for (TlsMode mode : TlsMode.values()) {
      if (mode.sslmode().equals(value)) {
        tls = mode;
        return;
      }
    }
    faults.add("its sslmode is none of disable, allow, prefer, require, verify-ca and verify-full");
  }

  private void rootCertificate(String value) {
    if (value.equals("system")) {
      return;
    }
    try {
      Path path = Path.of(value);
      if (!Files.isReadable(path)) {
        faults.add("its sslrootcert is no file that can be read: " + value);
      }
      rootCertificate = path;
    } catch (InvalidPathException e) {
      faults.add("its sslrootcert is not a path");
    }
  }

  private void attributes(String value) {
    switch (value) {
      case "any" -> attributes = SessionAttributes.ANY;
      case "read-write" -> attributes = SessionAttributes.READ_WRITE;
      case "primary" -> attributes = SessionAttributes.PRIMARY;
      case "read-only", "standby", "prefer-standby" ->
          faults.add(
              "its target_session_attrs asks for a standby, which takes no writes; use read-write");
      default -> faults.add("its target_session_attrs is none of any, read-write and primary");
    }
  }

  private void host(String value) {
    if (!hosts.equals(List.of(""))) {
      faults.add("it names a host twice; leave out the parameter 'host' or the host before it");
    }
    hosts = List.of(value.split(",", -1));
  }

  private void complete() {
    if (user.isEmpty()) {
      faults.add("it names no user; write it as in " + SHAPE);
    }
    if (hosts.size() > 1 && hosts.contains("")) {
      faults.add("one of its hosts has no name");
    }
    if (hosts.size() > MOST_SERVERS) {
      faults.add("it names more than " + MOST_SERVERS + " hosts");
    }
    if (ports.size() != 1 && ports.size() != hosts.size()) {
      faults.add("it has another number of ports than of hosts; name one port, or one for each");
    }
    if (database.isEmpty()) {
      database = user;
    }
    if ((tls == TlsMode.VERIFY_CA || tls == TlsMode.VERIFY_FULL)
        && hosts.stream().anyMatch(host -> host.startsWith("/"))) {
      faults.add(
          "it asks for sslmode="
              + tls.sslmode()
              + " on a Unix socket, which has no TLS; leave sslmode out");
    }
  }

  private String decode(String what, String text) {
    String decoded = percentDecode(text);
    if (decoded == null) {
      faults.add(
          "its "
              + what
              + " has a '%' that is not followed by the two digits of a byte of UTF-8 text; write a"
              + " '%' itself as %25");
      return "";
    }
    return decoded;
  }

  /// Decodes percent-encoding (RFC 3986 section 2.1); a `+` is kept. Null if a `%` is not followed
  /// by
  /// two hexadecimal digits, if the bytes are not UTF-8, and for U+0000.
  private static @Nullable String percentDecode(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] != '%') {
        bytes.write(raw[i]);
        continue;
      }
      int high = i + 2 <= raw.length - 1 ? Character.digit(raw[i + 1], 16) : -1;
      int low = i + 2 <= raw.length - 1 ? Character.digit(raw[i + 2], 16) : -1;
      if (high < 0 || low < 0 || high + low == 0) {
        return null;
      }
      bytes.write(16 * high + low);
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException _) {
      return null;
    }
  }

  /// An invalid database URL. The message contains neither the URL nor a value that may be secret.
  public static final class DatabaseUrlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> faults;

    public DatabaseUrlException(List<String> faults) {
      super(String.join("; ", faults), null, false, false);
      this.faults = List.copyOf(faults);
    }

    /// Every fault with its remedy.
    public List<String> faults() {
      return faults;
    }
  }
}

package dev.freehold.mail;

import dev.freehold.mail.SmtpServer.Encryption;
import dev.freehold.mail.SmtpServer.SmtpLogin;
import dev.freehold.type.Secret;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Parses `smtp://user:password@host:587` and `smtps://…`. Strict: unknown parts are errors. No
/// message has a value that may be secret.
public final class SmtpUrlParser {
  private static final String SHAPE = "smtp://user:password@mail.example.com:587";
  private static final int SUBMISSION = 587;
  private static final int SUBMISSIONS = 465;

  private final List<String> faults = new ArrayList<>();
  private Encryption encryption = Encryption.STARTTLS;
  private @Nullable Path certificates;

  private SmtpUrlParser() {}

  /// The server, or what is wrong with the URL.
  public sealed interface SmtpUrl {
    record Valid(SmtpServer server) implements SmtpUrl {}

    /// @param faults at least one; each continues a sentence that begins with the name of the setting
    record Invalid(List<String> faults) implements SmtpUrl {
      public Invalid {
        faults = List.copyOf(faults);
      }
    }
  }

  public static SmtpUrl parse(String url) {
    return new SmtpUrlParser().read(url);
  }

  private SmtpUrl read(String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException _) {
      // Its message would show the URL.
      return new SmtpUrl.Invalid(
          List.of(
              "is not a URL: write special characters of the user name and the password"
                  + " percent-encoded, such as @ as %40"));
    }
    String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
    if (!scheme.equals("smtp") && !scheme.equals("smtps")) {
      return new SmtpUrl.Invalid(
          List.of("does not begin with smtp:// or smtps://, as in " + SHAPE));
    }
    if (scheme.equals("smtps")) {
      encryption = Encryption.TLS;
    }
    String host = Optional.ofNullable(uri.getHost()).orElse("");
    if (host.isEmpty()) {
      faults.add(
          "names no host, or has a special character in the user name or the password that is not"
              + " percent-encoded; write it as in "
              + SHAPE);
    }
    if (uri.getPort() == 0 || uri.getPort() > 65_535) {
      faults.add("has a port that is not a number from 1 to 65535");
    }
    String path = Optional.ofNullable(uri.getRawPath()).orElse("");
    if ((!path.isEmpty() && !path.equals("/")) || uri.getRawFragment() != null) {
      faults.add("has a path or a fragment; leave it out");
    }
    Optional<SmtpLogin> login = login(uri.getRawUserInfo());
    parameters(uri.getRawQuery(), scheme.equals("smtps"));
    String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    if (encryption == Encryption.NONE && login.isPresent() && !isLoopback(name)) {
      faults.add(
          "has a password and starttls=off: everybody on the way could read it; leave starttls=off"
              + " out");
    }
    if (!faults.isEmpty()) {
      return new SmtpUrl.Invalid(faults);
    }
    int usual = scheme.equals("smtps") ? SUBMISSIONS : SUBMISSION;
    return new SmtpUrl.Valid(
        new SmtpServer(
            name,
            uri.getPort() < 0 ? usual : uri.getPort(),
            encryption,
            login,
            Optional.ofNullable(certificates)));
  }

  private Optional<SmtpLogin> login(@Nullable String userInfo) {
    if (userInfo == null || userInfo.isEmpty()) {
      return Optional.empty();
    }
    int colon = userInfo.indexOf(':');
    String user = decode("user name", colon < 0 ? userInfo : userInfo.substring(0, colon));
    String password = decode("password", colon < 0 ? "" : userInfo.substring(colon + 1));
    if (user.isEmpty() || password.isEmpty()) {
      faults.add("has a user name without a password or a password without a user name");
    }
    return Optional.of(new SmtpLogin(user, Secret.of(password)));
  }

  private void parameters(@Nullable String query, boolean smtps) {
    if (query == null) {
      return;
    }
    Set<String> seen = new HashSet<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = decode("parameter", equals < 0 ? "" : pair.substring(equals + 1));
      if (!seen.add(name)) {
        faults.add("has a parameter twice; leave one out");
        continue;
      }
      switch (name) {
        case "starttls" -> startTls(value, smtps);
        case "ca" -> certificates(value);
        default -> faults.add("has an unknown parameter; known are starttls and ca");
      }
    }
  }

  private void startTls(String value, boolean smtps) {
    if (smtps) {
      faults.add("has starttls, which smtps:// does not use; leave it out");
    } else if (value.equals("off")) {
      encryption = Encryption.NONE;
    } else if (!value.equals("required")) {
      faults.add("has a starttls that is neither required nor off");
    }
  }

  private void certificates(String value) {
    try {
      Path path = Path.of(value);
      if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
        faults.add("has a ca that is no file that can be read");
      }
      certificates = path;
    } catch (InvalidPathException _) {
      faults.add("has a ca that is not a path");
    }
  }

  /// Decodes percent-encoding (RFC 3986 section 2.1). [URI] has checked its form. Control characters
  /// are refused: in a user name or password they would end a line of the conversation.
  private String decode(String part, String text) {
    ByteBuffer bytes = ByteBuffer.allocate(text.length() * 4);
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '%') {
        bytes.put((byte) Integer.parseInt(text.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        bytes.put(text.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
      }
    }
    try {
      String decoded = StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
      if (decoded.chars().noneMatch(Character::isISOControl)) {
        return decoded;
      }
    } catch (CharacterCodingException _) {
      // The fault below.
    }
    faults.add("has a " + part + " that is not UTF-8 text without control characters");
    return "";
  }

  /// Whether only this machine can be meant. Makes no DNS query.
  static boolean isLoopback(String host) {
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}

package dev.freehold.bridge;

import dev.freehold.type.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;

/// The server of a bridge and who signs in there, from the environment: other processes can read the
/// arguments of a program.
///
/// @param server scheme, host and port, without a path
/// @param prefix the path before that of the server's own routes; empty for none
/// @param team the id of the team of all calls
public record BridgeSettings(
    URI server, String prefix, Credentials credentials, Optional<String> team) {
  public static final String URL = "MCP_URL";
  public static final String TOKEN = "MCP_TOKEN";
  public static final String EMAIL = "MCP_EMAIL";
  public static final String PASSWORD = "MCP_PASSWORD";
  public static final String TEAM = "MCP_TEAM";

  private static final String DEFAULT_URL = "http://localhost:8000";

  /// Who calls the tools.
  public sealed interface Credentials {
    /// Nobody: the tools of an anonymous caller.
    record None() implements Credentials {}

    record AccessToken(Secret token) implements Credentials {}

    record Account(String email, Secret password) implements Credentials {}
  }

  /// The settings are not valid.
  public static final class InvalidSettingsException extends Exception {
    private static final long serialVersionUID = 1;

    InvalidSettingsException(String message) {
      super(message);
    }
  }

  /// @throws InvalidSettingsException names the variable
  public static BridgeSettings read(Map<String, String> environment)
      throws InvalidSettingsException {
    String url = text(environment, URL).orElse(DEFAULT_URL);
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException _) {
      throw invalidUrl();
    }
    boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!http
        || uri.getHost() == null
        || uri.getRawUserInfo() != null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null) {
      throw invalidUrl();
    }
    return new BridgeSettings(
        uri,
        uri.getRawPath().replaceFirst("(/mcp)?/*$", ""),
        credentials(environment),
        text(environment, TEAM));
  }

  private static Credentials credentials(Map<String, String> environment)
      throws InvalidSettingsException {
    Optional<String> token = text(environment, TOKEN);
    Optional<String> email = text(environment, EMAIL);
    Optional<String> password = text(environment, PASSWORD);
    if (email.isPresent() != password.isPresent()) {
      throw new InvalidSettingsException(
          EMAIL + " and " + PASSWORD + " are needed together; set both or none.");
    }
    if (token.isPresent() && email.isPresent()) {
      throw new InvalidSettingsException(
          "Set " + TOKEN + ", or " + EMAIL + " and " + PASSWORD + ", but not all of them.");
    }
    if (email.isPresent() && password.isPresent()) {
      return new Credentials.Account(email.get(), Secret.of(password.get()));
    }
    return token
        .<Credentials>map(text -> new Credentials.AccessToken(Secret.of(text)))
        .orElseGet(Credentials.None::new);
  }

  private static InvalidSettingsException invalidUrl() {
    return new InvalidSettingsException(
        URL + " is not the URL of a server, such as https://api.example.com.");
  }

  private static Optional<String> text(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
  }
}

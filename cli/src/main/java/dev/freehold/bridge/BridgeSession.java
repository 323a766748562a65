package dev.freehold.bridge;

import dev.freehold.bridge.BridgeSettings.Credentials;
import dev.freehold.client.ApiClient;
import dev.freehold.client.ClientRequest;
import dev.freehold.client.ClientResponse;
import dev.freehold.type.Secret;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Sends messages to the server as the person of the settings. Signs in with the first message, and
/// again when the session has ended. Thread-safe.
public final class BridgeSession implements AutoCloseable {
  private static final String LOGIN = "/api/v1/auth/login";
  private static final String REFRESH = "/api/v1/auth/refresh";
  private static final String LOGOUT = "/api/v1/auth/logout";
  private static final String TOOLS = "/mcp";
  private static final int UNAUTHORIZED = 401;

  private final BridgeSettings settings;
  private final ApiClient client;
  private @Nullable SignedInTokens tokens;

  /// @param client of the server of the settings
  public BridgeSession(BridgeSettings settings, ApiClient client) {
    this.settings = settings;
    this.client = client;
  }

  private record SignedInTokens(Secret access, Secret refresh) {}

  /// Sign-in was refused.
  static final class SignInRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient ClientResponse response;

    SignInRefusedException(ClientResponse response) {
      super("sign-in was refused", null, false, false);
      this.response = response;
    }

    ClientResponse response() {
      return response;
    }
  }

  /// Posts a message. A token that has expired is replaced once.
  ///
  /// @param headers of the message
  /// @throws SignInRefusedException if the server does not accept the account
  /// @throws ApiClient.RequestFailedException if the server does not answer
  ClientResponse post(byte[] message, Map<String, String> headers) {
    Optional<Secret> token = token();
    ClientResponse response = post(message, headers, token);
    return response.status() == UNAUTHORIZED
            && settings.credentials() instanceof Credentials.Account account
        ? post(message, headers, Optional.of(renewed(account, token)))
        : response;
  }

  private ClientResponse post(byte[] message, Map<String, String> headers, Optional<Secret> token) {
    ClientRequest request =
        json(TOOLS, message).header("Accept", "application/json, text/event-stream");
    for (Map.Entry<String, String> header : headers.entrySet()) {
      request = request.header(header.getKey(), header.getValue());
    }
    if (settings.team().isPresent()) {
      request = request.header("Team-Id", settings.team().get());
    }
    return client.send(token.isPresent() ? authorized(request, token.get()) : request);
  }

  private synchronized Optional<Secret> token() {
    return switch (settings.credentials()) {
      case Credentials.None _ -> Optional.empty();
      case Credentials.AccessToken(Secret token) -> Optional.of(token);
      case Credentials.Account account -> {
        SignedInTokens known = tokens;
        if (known == null) {
          known = logIn(account);
          tokens = known;
        }
        yield Optional.of(known.access());
      }
    };
  }

  /// A token in place of one that was refused. Another thread may have replaced it already.
  private synchronized Secret renewed(Credentials.Account account, Optional<Secret> refused) {
    SignedInTokens known = tokens;
    if (known != null && !Optional.of(known.access()).equals(refused)) {
      return known.access();
    }
    SignedInTokens next = known == null ? null : refresh(known);
    next = next == null ? logIn(account) : next;
    tokens = next;
    return next.access();
  }

  private SignedInTokens logIn(Credentials.Account account) {
    JsonObject body =
        new JsonObject().put("email", account.email()).put("password", account.password().reveal());
    ClientResponse response = client.send(json(LOGIN, body.toBuffer().getBytes()));
    if (!response.isSuccess()) {
      throw new SignInRefusedException(response);
    }
    return tokens(response);
  }

  /// Null if the session has ended.
  private @Nullable SignedInTokens refresh(SignedInTokens known) {
    JsonObject body = new JsonObject().put("refresh_token", known.refresh().reveal());
    ClientResponse response = client.send(json(REFRESH, body.toBuffer().getBytes()));
    return response.isSuccess() ? tokens(response) : null;
  }

  private static SignedInTokens tokens(ClientResponse response) {
    JsonObject data =
        new JsonObject(new String(response.body(), StandardCharsets.UTF_8)).getJsonObject("data");
    return new SignedInTokens(
        Secret.of(data.getString("access_token")), Secret.of(data.getString("refresh_token")));
  }

  private ClientRequest json(String path, byte[] body) {
    return ClientRequest.of("POST", settings.prefix() + path)
        .header("Content-Type", "application/json")
        .body(body);
  }

  private static ClientRequest authorized(ClientRequest request, Secret token) {
    return request.header("Authorization", "Bearer " + token.reveal());
  }

  /// Ends the session that this object began.
  @Override
  public synchronized void close() {
    SignedInTokens known = tokens;
    tokens = null;
    if (known != null) {
      try {
        client.send(
            authorized(ClientRequest.of("POST", settings.prefix() + LOGOUT), known.access()));
      } catch (ApiClient.RequestFailedException _) {
        // The server is gone, and the session ends by itself.
      }
    }
  }
}

package dev.freehold.issuer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import dev.freehold.issuer.IdTokenVerifier.IdToken;
import dev.freehold.issuer.IssuerHttpClient.Answer;
import dev.freehold.issuer.IssuerHttpClient.FetchException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.net.URLEncoder;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// This server as a client of one provider: the authorization code flow with PKCE (OpenID Connect Core
/// section 3.1, RFC 7636, RFC 9700). Asks only at addresses that its discovery document names.
///
/// One instance serves all event loops of a node.
public final class OidcClient implements AutoCloseable {
  private static final int OK = 200;
  private static final int SERVER_ERROR = 500;
  private static final int TOO_MANY = 429;
  private static final Pattern ERROR = Pattern.compile("[a-z_]{1,40}");

  private final OidcProvider provider;
  private final IssuerHttpClient http;
  private final Vertx vertx;
  private final EventSink events;
  private final RemoteDocument<ProviderMetadata> discovery;
  private final RemoteKeys keys;
  private final IdTokenVerifier idTokens;

  /// A person whom the provider has signed in.
  ///
  /// @param name null if the provider says none that an account may have
  public record OidcPerson(ExternalIdentity identity, @Nullable String name) {}

  /// What a sign-in asks the provider with.
  ///
  /// @param redirectUri of this server
  /// @param challenge of the PKCE verifier (S256)
  public record AuthorizationRequest(
      String redirectUri, String state, String nonce, String challenge) {}

  /// @param clock for the times of tokens
  /// @param nanoTime a monotonic clock, such as `System::nanoTime`
  OidcClient(
      OidcProvider provider,
      IssuerHttpClient http,
      Vertx vertx,
      EventSink events,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.provider = provider;
    this.http = http;
    this.vertx = vertx;
    this.events = events;
    this.discovery =
        new RemoteDocument<>(
            () ->
                http.fetch(provider.discovery())
                    .compose(
                        text -> {
                          try {
                            return Future.succeededFuture(ProviderMetadata.read(text, provider));
                          } catch (FetchException unusable) {
                            return Future.failedFuture(unusable);
                          }
                        }),
            reason ->
                events.emit(
                    new Event.IssuerKeysUnavailable(provider.name(), provider.discovery(), reason)),
            vertx,
            nanoTime);
    this.keys =
        new RemoteKeys(
            provider.name(),
            provider.issuer(),
            () -> metadata().map(ProviderMetadata::jwksUri),
            provider.algorithm(),
            http,
            vertx,
            events,
            nanoTime);
    this.idTokens = new IdTokenVerifier(provider, keys, clock);
  }

  /// The name of the provider in the spec.
  public String name() {
    return provider.name();
  }

  /// Fetches its documents now, without waiting for them: a provider that is away stops no start.
  void start() {
    discovery.start();
    // The keys need the discovery document, which may be on its way.
    keys.start();
  }

  /// Where the browser goes to sign in; fails with an [OidcException].
  ///
  /// @return completes on the event loop of the caller
  public Future<String> authorizationAddress(AuthorizationRequest request) {
    return here(metadata().map(known -> authorizationAddress(known, request)));
  }

  private String authorizationAddress(ProviderMetadata known, AuthorizationRequest request) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("response_type", "code");
    parameters.put("client_id", provider.clientId());
    parameters.put("redirect_uri", request.redirectUri());
    parameters.put("scope", String.join(" ", provider.scopes()));
    parameters.put("state", request.state());
    parameters.put("nonce", request.nonce());
    parameters.put("code_challenge", request.challenge());
    parameters.put("code_challenge_method", "S256");
    String endpoint = known.authorizationEndpoint();
    return endpoint + (endpoint.indexOf('?') < 0 ? "?" : "&") + form(parameters);
  }

  /// Whether an authorization response is of this provider by its `iss` (RFC 9207): no response of another
  /// provider is taken for one of this.
  ///
  /// @param issuer null if the response has none
  public boolean isOwnResponse(@Nullable String issuer) {
    ProviderMetadata known = discovery.current();
    return issuer == null
        ? known == null || !known.namesIssuer()
        : issuer.equals(provider.issuer());
  }

  /// Exchanges an authorization code for the person who signed in; fails with an [OidcException].
  ///
  /// @param redirectUri as in the request for the code
  /// @return completes on the event loop of the caller
  public Future<OidcPerson> redeem(String code, String redirectUri, String verifier, String nonce) {
    return here(
        metadata()
            .compose(known -> tokens(known, code, redirectUri, verifier))
            .compose(
                tokens -> {
                  String idToken = JwtJsonTree.text(tokens, "id_token");
                  return idToken == null
                      ? Future.failedFuture(OidcException.refused("no ID token came"))
                      : idTokens.verify(idToken, JwtJsonTree.text(tokens, "access_token"), nonce);
                })
            .map(OidcClient::person)
            .onFailure(this::report));
  }

  /// Reports what an operator may have to repair. No part of it is the text of a client.
  private void report(Throwable failure) {
    events.emit(new Event.ProviderSignInFailed(provider.name(), RemoteDocument.reason(failure)));
  }

  private static OidcPerson person(IdToken token) {
    return new OidcPerson(token.identity(), token.name());
  }

  private Future<ProviderMetadata> metadata() {
    ProviderMetadata known = discovery.current();
    return known != null
        ? Future.succeededFuture(known)
        : discovery
            .refresh()
            .compose(
                _ -> {
                  ProviderMetadata fetched = discovery.current();
                  return fetched != null
                      ? Future.succeededFuture(fetched)
                      : Future.failedFuture(
                          OidcException.unavailable("there is no discovery document"));
                });
  }

  /// The members of the token response.
  private Future<Map<String, Object>> tokens(
      ProviderMetadata known, String code, String redirectUri, String verifier) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("grant_type", "authorization_code");
    parameters.put("code", code);
    parameters.put("redirect_uri", redirectUri);
    parameters.put("code_verifier", verifier);
    String authorization = "";
    if (known.secretInBody()) {
      parameters.put("client_id", provider.clientId());
      parameters.put("client_secret", provider.clientSecret().reveal());
    } else {
      String pair = encoded(provider.clientId()) + ":" + encoded(provider.clientSecret().reveal());
      authorization = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
    }
    return http.post(known.tokenEndpoint(), form(parameters), authorization)
        .recover(
            failure ->
                Future.failedFuture(OidcException.unavailable(RemoteDocument.reason(failure))))
        .compose(OidcClient::tokens);
  }

  private static Future<Map<String, Object>> tokens(Answer answer) {
    Map<String, Object> members = JwtJsonTree.object(answer.body().getBytes()).orElse(Map.of());
    if (answer.status() == OK) {
      return Future.succeededFuture(members);
    }
    String said = JwtJsonTree.text(members, "error");
    String message =
        "the token endpoint said "
            + answer.status()
            + (said != null && ERROR.matcher(said).matches() ? " " + said : "");
    return Future.failedFuture(
        answer.status() >= SERVER_ERROR || answer.status() == TOO_MANY
            ? OidcException.unavailable(message)
            : OidcException.refused(message));
  }

  private static String form(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(each -> each.getKey() + "=" + encoded(each.getValue()).replace("+", "%20"))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private <T> Future<T> here(Future<T> elsewhere) {
    Promise<T> promise = ((ContextInternal) vertx.getOrCreateContext()).promise();
    elsewhere.onComplete(promise);
    return promise.future();
  }

  @Override
  public void close() {
    discovery.close();
    keys.close();
  }
}

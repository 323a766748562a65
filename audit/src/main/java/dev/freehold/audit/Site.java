package dev.freehold.audit;

import dev.freehold.client.ClientRequest;
import dev.freehold.client.ClientResponse;
import dev.freehold.client.RawHttpClient.RawResponse;
import dev.freehold.description.ApiDescription;
import dev.freehold.description.DescribedOperation;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The audited server, as probes see it. All requests go through it: they are rate limited,
/// counted and shown to passive probes. Each `send` throws
/// [dev.freehold.client.ApiClient.RequestFailedException] if no complete response arrives.
public interface Site {
  /// Scheme, host and port.
  String base();

  ApiDescription description();

  List<ResourceCollection> collections();

  Optional<ResourceCollection> collection(String name);

  AuthenticationFlow authentication();

  AuditUser userA();

  AuditUser userB();

  default AuditUser anonymous() {
    return AuditUser.ANONYMOUS;
  }

  /// Whether only reads, and changes of what the audit made itself, are allowed.
  boolean isSafe();

  /// Sends as a person; sets `Authorization` unless the call has one. Waits where the server asks for it (429).
  AuditExchange send(AuditUser person, ClientRequest call);

  /// The same, but 429 is an answer like any other.
  AuditExchange sendWithoutRetry(AuditUser person, ClientRequest call);

  /// Sends bytes (ISO 8859-1) over a connection of its own, and listens for a moment. No observer sees it.
  RawResponse sendRaw(String request);

  /// The target of an operation: its path after the base, with the parameters filled in and encoded.
  ///
  /// @throws IllegalArgumentException where a parameter of the path has no value
  String target(DescribedOperation operation, Map<String, String> pathValues);

  /// A value for each parameter of the operation's path: of the person's own rows, which are made as needed; ids that no row
  /// has where that cannot be done.
  Map<String, String> pathValues(DescribedOperation operation, AuditUser person);

  /// A body that the description allows, with what it refers to made before as the same person; empty where there is none.
  ///
  /// @param full with every property, or only with those that are required
  Optional<JsonObject> sampleBody(ResourceCollection collection, AuditUser person, boolean full);

  /// Makes a row with every property; empty where the person may not, or the server refuses the sample.
  Optional<AuditRow> createRow(ResourceCollection collection, AuditUser person);

  /// The same with some properties set to what is given; a null removes one.
  Optional<AuditRow> createRow(ResourceCollection collection, AuditUser person, JsonObject changes);

  /// A row of this person that was made before, or else is made now: for probes that only look at it.
  Optional<AuditRow> anyRow(ResourceCollection collection, AuditUser person);

  /// To be called with every exchange of a probe's own that may have made a row: the row is deleted at the end.
  Optional<AuditRow> trackCreatedRow(ResourceCollection collection, AuditExchange exchange);

  /// How people get in: what the description (or the profile) tells of it.
  interface AuthenticationFlow {
    Optional<DescribedOperation> signup();

    Optional<DescribedOperation> login();

    Optional<DescribedOperation> refresh();

    Optional<DescribedOperation> logout();

    /// Who the token is of.
    Optional<DescribedOperation> me();

    /// A sign-up with every field that it needs.
    Optional<ClientRequest> signupCall(String email, String password);

    /// In the form that the server takes: JSON, or a form of OAuth 2.
    Optional<ClientRequest> loginCall(String email, String password);

    Optional<ClientRequest> refreshCall(String refreshToken);

    /// Signs up one more person; empty where that cannot be done or is not allowed (`--safe`, or only tokens were given).
    Optional<AuditUser> signUpAnother();

    /// The access token in an answer of sign-up, log-in or refresh.
    Optional<String> accessToken(ClientResponse answer);

    Optional<String> refreshToken(ClientResponse answer);
  }
}

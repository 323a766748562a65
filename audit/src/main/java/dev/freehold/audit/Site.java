package dev.freehold.audit;

import dev.freehold.client.ApiClient.RequestFailedException;
import dev.freehold.client.ClientRequest;
import dev.freehold.client.ClientResponse;
import dev.freehold.client.RawHttpClient.RawResponse;
import dev.freehold.description.ApiDescription;
import dev.freehold.description.DescribedOperation;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// The audited server, as probes see it. All requests go through it: they are rate limited,
/// counted and shown to passive probes. Each `send` throws
/// [dev.freehold.client.ApiClient.RequestFailedException] if no complete response arrives.
public interface Site {
  /// Scheme, host and port.
  String base();

  ApiDescription description();

  /// The operations that neither user A nor user B calls, because their names say that they reset
  /// the server or end the session.
  default List<HeldBackOperation> heldBack() {
    return List.of();
  }

  /// Whether the operation is not held back from this user.
  default boolean mayCall(DescribedOperation operation, AuditUser user) {
    return heldBack().stream()
        .filter(each -> each.operation().equals(operation))
        .allMatch(each -> each.mayBeCalledBy(user, List.of(userA(), userB())));
  }

  List<ResourceCollection> collections();

  Optional<ResourceCollection> collection(String name);

  AuthenticationFlow authentication();

  AuditUser userA();

  AuditUser userB();

  default AuditUser anonymous() {
    return AuditUser.ANONYMOUS;
  }

  /// Whether the audit may only read, and change only rows that it created.
  boolean isSafe();

  /// Sends a request as a user; sets `Authorization` unless the request has it. Waits and retries
  /// on 429.
  ///
  /// @throws RequestFailedException if there is no response, or 429 for longer
  /// @throws HeldBackException if the operation is held back from this user
  AuditExchange send(AuditUser user, ClientRequest call);

  /// Like [#send], but returns a 429 response without a retry.
  AuditExchange sendWithoutRetry(AuditUser user, ClientRequest call);

  /// Sends bytes (ISO 8859-1) over a separate connection and reads for a short time. Passive probes
  /// do not see it.
  RawResponse sendRaw(String request);

  /// The request target of an operation: base and path, with the parameters replaced and encoded.
  ///
  /// @throws IllegalArgumentException if a path parameter has no value
  String target(DescribedOperation operation, Map<String, String> pathValues);

  /// A value for each path parameter of the operation: ids of the user's own rows, which are
  /// created if needed, or ids that no row has if that fails.
  Map<String, String> pathValues(DescribedOperation operation, AuditUser user);

  /// Like [#pathValues], but the last parameter names a new row, for an operation that may delete it.
  Map<String, String> freshPathValues(DescribedOperation operation, AuditUser user);

  /// A body of an operation that creates no row, without its envelope: with the examples of the
  /// description, the account of the user where it names one, and rows that exist where it refers to
  /// them. Empty if the operation takes no JSON object.
  ///
  /// @param full whether all properties are included, or only the required ones
  Optional<JsonObject> sampleBody(DescribedOperation operation, AuditUser user, boolean full);

  /// A usual value for a parameter: its example, the user where it names an account, or a value that
  /// the schema allows.
  String sampleValue(DescribedOperation.Parameter parameter, AuditUser user);

  /// What names the account of a user on the server: its id, email address and user name.
  Set<String> namesOf(AuditUser user);

  /// The account of a user as the server shows it to this user; empty if it has no operation for that.
  JsonObject accountOf(AuditUser user);

  /// A body that the description allows. The rows that it refers to are created first, as the same
  /// user. Empty if there is no such body.
  ///
  /// @param full whether all properties are included, or only the required ones
  Optional<JsonObject> sampleBody(ResourceCollection collection, AuditUser user, boolean full);

  /// Creates a row with every property; empty if the user has no permission or the server refuses
  /// the sample.
  Optional<AuditRow> createRow(ResourceCollection collection, AuditUser user);

  /// Creates a row with some properties replaced; a null removes a property.
  Optional<AuditRow> createRow(ResourceCollection collection, AuditUser user, JsonObject changes);

  /// An existing row of this user, or a new one: for probes that only read it.
  Optional<AuditRow> anyRow(ResourceCollection collection, AuditUser user);

  /// A fact about the server that is found out once in an audit.
  ///
  /// @param name names the fact, such as `sharing of /tasks`
  <T> T once(String name, Supplier<T> fact);

  /// The rows that the audit created, in order.
  List<AuditRow> createdRows();

  /// The request in the team of this user; unchanged if its operation names no team. A request of a
  /// user that names no team gets the user's own when it is sent.
  ClientRequest inTeamOf(AuditUser user, ClientRequest call);

  /// Registers the row that an exchange of a probe may have created, so that it is deleted at the
  /// end.
  Optional<AuditRow> trackCreatedRow(ResourceCollection collection, AuditExchange exchange);

  /// A probe called an operation that is held back.
  final class HeldBackException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public HeldBackException(HeldBackOperation held) {
      super(held.operation() + " is held back: " + held.harm().reason());
    }
  }

  /// The sign-in operations of the description or the profile.
  interface AuthenticationFlow {
    Optional<DescribedOperation> signup();

    Optional<DescribedOperation> login();

    Optional<DescribedOperation> refresh();

    Optional<DescribedOperation> logout();

    /// The operation that returns the user of the token.
    Optional<DescribedOperation> me();

    /// A sign-up request with all required properties.
    Optional<ClientRequest> signupCall(String email, String password);

    /// A log-in request in the form that the server expects: JSON, or an OAuth 2 form.
    Optional<ClientRequest> loginCall(String email, String password);

    Optional<ClientRequest> refreshCall(String refreshToken);

    /// Signs up another user; empty if that fails or is not allowed (`--safe`, or only tokens were
    /// given).
    Optional<AuditUser> signUpAnother();

    /// The access token in a response to sign-up, log-in or refresh.
    Optional<String> accessToken(ClientResponse answer);

    Optional<String> refreshToken(ClientResponse answer);

    /// The request as a page sends it before anybody signs in: with the cookies and the CSRF header
    /// that the server gives everybody.
    ClientRequest asVisitor(ClientRequest call);

    /// The user with the token, or else the session cookies, of a response to sign-up or log-in; the
    /// same user if it gives neither.
    AuditUser signedIn(AuditUser user, ClientResponse answer);
  }
}

package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.AccountValidator;
import dev.freehold.account.UserRepository;
import dev.freehold.auth.TokenResponseWriter.TokenMode;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.StringFieldsBody;
import dev.freehold.input.StringFieldsBody.StringField;
import dev.freehold.password.PasswordHasher;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.type.UuidV7Generator;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// `POST /auth/signup`: creates an account and signs it in. A taken e-mail is reported (409), after
/// the same amount of work; the rate limit per client prevents testing lists of addresses.
final class SignupEndpoint implements Endpoint {
  private final AuthThrottle throttle;
  private final AccountValidator rules;
  private final PasswordHasher gate;
  private final UserRepository people;
  private final TokenResponseWriter tokenResponses;
  private final UuidV7Generator ids;
  private final Consumer<AccountEvent> record;

  SignupEndpoint(
      AuthThrottle throttle,
      AccountValidator rules,
      PasswordHasher gate,
      UserRepository people,
      TokenResponseWriter tokenResponses,
      UuidV7Generator ids,
      Consumer<AccountEvent> record) {
    this.throttle = throttle;
    this.rules = rules;
    this.gate = gate;
    this.people = people;
    this.tokenResponses = tokenResponses;
    this.ids = ids;
    this.record = record;
  }

  @Override
  public Future<Reply> answer(Request request) {
    throttle.signup(request);
    request.rejectQueryParameters();
    StringFieldsBody body =
        StringFieldsBody.read(
            request.body(),
            tokenResponses.members(
                StringField.required("email"),
                StringField.required("password"),
                StringField.optional("name")));
    List<Violation> faults = new ArrayList<>(body.violations());
    Optional<String> email = body.text("email").flatMap(e -> AccountValidator.newEmail(e, faults));
    Optional<String> password = body.text("password");
    password.ifPresent(p -> rules.password(p, email.orElse(""), faults));
    Optional<String> name = body.text("name");
    name.ifPresent(n -> rules.name(n, faults));
    TokenMode mode = tokenResponses.mode(body, request, faults);
    if (!faults.isEmpty()) {
      return Future.failedFuture(new Problem.Invalid(faults).toException());
    }
    UUID session = ids.next();
    return gate.hashNew(password.orElseThrow())
        .compose(
            hash ->
                people.add(
                    ids.next(),
                    email.orElseThrow(),
                    name.orElse(null),
                    hash,
                    session,
                    ClientDevice.of(request)))
        .onSuccess(
            person ->
                record.accept(new AccountEvent(Kind.SIGN_UP, person.id(), person.email(), session)))
        .map(
            person ->
                tokenResponses
                    .reply(201, mode, person, session, 0)
                    .withHeader("Location", AuthRoutes.ME))
        .onSuccess(_ -> throttle.signedIn(email.orElseThrow(), request));
  }
}

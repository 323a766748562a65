package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.AccountValidator;
import dev.freehold.account.SignUpRepository;
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
import dev.freehold.type.Verification;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// `POST /auth/signup`: creates an account and signs it in. A taken e-mail is reported (409), after
/// the same amount of work; the rate limit per client prevents testing lists of addresses.
///
/// Where an address must be verified before, the account is made by the link of the mail. The sign-up is
/// then the same work with the same response for every address (K12).
final class SignupEndpoint implements Endpoint {
  private final AuthThrottle throttle;
  private final AccountValidator rules;
  private final PasswordHasher gate;
  private final UserRepository people;
  private final Verification verification;
  private final SignUpRepository signUps;
  private final boolean mail;
  private final TokenResponseWriter tokenResponses;
  private final UuidV7Generator ids;
  private final Consumer<AccountEvent> record;

  /// @param mail whether this server sends mail
  SignupEndpoint(
      AuthThrottle throttle,
      AccountValidator rules,
      PasswordHasher gate,
      UserRepository people,
      Verification verification,
      SignUpRepository signUps,
      boolean mail,
      TokenResponseWriter tokenResponses,
      UuidV7Generator ids,
      Consumer<AccountEvent> record) {
    this.throttle = throttle;
    this.rules = rules;
    this.gate = gate;
    this.people = people;
    this.verification = verification;
    this.signUps = signUps;
    this.mail = mail;
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
    if (verification != Verification.NONE) {
      throttle.mail(request);
    }
    return verification == Verification.SIGN_IN
        ? ask(request, email.orElseThrow(), name.orElse(null), password.orElseThrow())
        : create(request, mode, email.orElseThrow(), name.orElse(null), password.orElseThrow());
  }

  private Future<Reply> ask(Request request, String email, @Nullable String name, String password) {
    if (!mail) {
      return RequestMailEndpoint.withoutMail();
    }
    throttle.mailTo(email);
    throttle.newAccount(request);
    return gate.hashNew(password)
        .compose(hash -> signUps.add(ids.next(), email, name, hash))
        .compose(RequestMailEndpoint::reply)
        .onFailure(_ -> throttle.refundAccount(request));
  }

  private Future<Reply> create(
      Request request, TokenMode mode, String email, @Nullable String name, String password) {
    if (verification != Verification.NONE) {
      throttle.mailTo(email);
    }
    throttle.newAccount(request);
    UUID session = ids.next();
    return gate.hashNew(password)
        .compose(
            hash ->
                people.add(
                    ids.next(),
                    email,
                    name,
                    hash,
                    session,
                    ClientDevice.of(request),
                    verification == Verification.NONE ? null : ids.next()))
        .onFailure(_ -> throttle.refundAccount(request))
        .onSuccess(
            person ->
                record.accept(new AccountEvent(Kind.SIGN_UP, person.id(), person.email(), session)))
        .map(
            person ->
                tokenResponses
                    .reply(201, mode, person, session, 0)
                    .withHeader("Location", AuthRoutes.ME))
        .onSuccess(_ -> throttle.signedIn(email, request));
  }
}

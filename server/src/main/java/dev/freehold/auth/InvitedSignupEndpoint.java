package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.AccountValidator;
import dev.freehold.account.InvitationRepository;
import dev.freehold.account.InvitationRepository.AcceptedInvitation;
import dev.freehold.account.MailTokenRepository;
import dev.freehold.account.MailTokenRepository.TokenOwner;
import dev.freehold.auth.TokenResponseWriter.TokenMode;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.StringFieldsBody;
import dev.freehold.input.StringFieldsBody.StringField;
import dev.freehold.mail.MailKind;
import dev.freehold.password.PasswordHasher;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ViolationCode;
import dev.freehold.token.MailTokenCodec;
import dev.freehold.type.UuidV7Generator;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// `POST /auth/signup` of an API whose accounts are invited: sets the password of the account that the
/// invitation is for, and signs in. The address must be that of the invitation. An invalid invitation
/// costs no hash, and a password that is refused does not use it.
final class InvitedSignupEndpoint implements Endpoint {
  private static final String INVITATION = "invitation";

  private final AuthThrottle throttle;
  private final AccountValidator rules;
  private final PasswordHasher gate;
  private final MailTokenRepository tokens;
  private final InvitationRepository invitations;
  private final TokenResponseWriter tokenResponses;
  private final UuidV7Generator ids;
  private final Consumer<AccountEvent> record;

  InvitedSignupEndpoint(
      AuthThrottle throttle,
      AccountValidator rules,
      PasswordHasher gate,
      MailTokenRepository tokens,
      InvitationRepository invitations,
      TokenResponseWriter tokenResponses,
      UuidV7Generator ids,
      Consumer<AccountEvent> record) {
    this.throttle = throttle;
    this.rules = rules;
    this.gate = gate;
    this.tokens = tokens;
    this.invitations = invitations;
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
                StringField.required(INVITATION),
                StringField.optional("name")));
    List<Violation> faults = new ArrayList<>(body.violations());
    Optional<String> email = body.text("email").flatMap(e -> AccountValidator.email(e, faults));
    body.text("password").ifPresent(p -> rules.password(p, email.orElse(""), faults));
    Optional<String> name = body.text("name");
    name.ifPresent(n -> rules.name(n, faults));
    TokenMode mode = tokenResponses.mode(body, request, faults);
    if (!faults.isEmpty()) {
      return Future.failedFuture(new Problem.Invalid(faults).toException());
    }
    byte[] hash = MailTokenCodec.hash(body.text(INVITATION).orElseThrow());
    return tokens
        .find(MailKind.INVITE, hash)
        .map(found -> found.filter(owner -> owner.email().equals(email.orElseThrow())))
        .compose(
            found ->
                found
                    .map(owner -> accept(request, mode, owner, hash, body))
                    .orElseGet(InvitedSignupEndpoint::expired));
  }

  private Future<Reply> accept(
      Request request, TokenMode mode, TokenOwner owner, byte[] hash, StringFieldsBody body) {
    UUID session = ids.next();
    return gate.hashNew(body.text("password").orElseThrow())
        .compose(
            newHash ->
                invitations.accept(
                    owner,
                    hash,
                    new AcceptedInvitation(newHash, body.text("name").orElse(null)),
                    session,
                    ClientDevice.of(request)))
        .compose(
            accepted ->
                accepted
                    .map(
                        person -> {
                          record.accept(
                              new AccountEvent(Kind.SIGN_UP, person.id(), owner.email(), session));
                          throttle.signedIn(owner.email(), request);
                          return Future.succeededFuture(
                              tokenResponses
                                  .reply(201, mode, person, session, 0)
                                  .withHeader("Location", AuthRoutes.ME));
                        })
                    .orElseGet(InvitedSignupEndpoint::expired));
  }

  /// The same for an invitation that never was, that was used or has expired, and of another address.
  private static Future<Reply> expired() {
    return Future.failedFuture(
        Problem.Invalid.of(
                INVITATION,
                ViolationCode.EXPIRED,
                "The invitation is not valid any more, or it is for another e-mail address.")
            .toException());
  }
}

package dev.freehold.auth;

import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.FlatObject;
import dev.freehold.input.FlatObject.Member;
import dev.freehold.password.PasswordGate;
import dev.freehold.people.AccountRules;
import dev.freehold.people.People;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Violation;
import dev.freehold.type.UuidV7;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// `POST /auth/signup`: makes an account and signs it in. That an address is taken is told (409), and only after the same
/// work; the limit per client keeps this from being a way to test lists of addresses.
final class Signup implements Endpoint {
  private final Throttle throttle;
  private final AccountRules rules;
  private final PasswordGate gate;
  private final People people;
  private final Tokens tokens;
  private final UuidV7 ids;

  Signup(
      Throttle throttle,
      AccountRules rules,
      PasswordGate gate,
      People people,
      Tokens tokens,
      UuidV7 ids) {
    this.throttle = throttle;
    this.rules = rules;
    this.gate = gate;
    this.people = people;
    this.tokens = tokens;
    this.ids = ids;
  }

  @Override
  public Future<Reply> answer(Request request) {
    throttle.signup(request);
    request.refuseParameters();
    FlatObject body =
        FlatObject.read(
            request.body(),
            Member.required("email"),
            Member.required("password"),
            Member.optional("name"));
    List<Violation> faults = new ArrayList<>(body.faults());
    Optional<String> email = body.text("email").flatMap(e -> AccountRules.email(e, faults));
    Optional<String> password = body.text("password");
    password.ifPresent(p -> rules.password(p, email.orElse(""), faults));
    Optional<String> name = body.text("name");
    name.ifPresent(n -> rules.name(n, faults));
    if (!faults.isEmpty()) {
      return Future.failedFuture(new Problem.Invalid(faults).failure());
    }
    UUID session = ids.next();
    return gate.hash(password.orElseThrow())
        .compose(
            hash -> people.add(ids.next(), email.orElseThrow(), name.orElse(null), hash, session))
        .map(person -> tokens.reply(201, person, session, 0).with("Location", AuthRoutes.ME));
  }
}

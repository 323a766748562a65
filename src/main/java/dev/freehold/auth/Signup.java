package dev.freehold.auth;

import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.FlatObject;
import dev.freehold.input.FlatObject.Member;
import dev.freehold.password.PasswordGate;
import dev.freehold.password.PasswordRules;
import dev.freehold.people.People;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Violation;
import dev.freehold.problem.ViolationCode;
import dev.freehold.type.UuidV7;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// `POST /auth/signup`: makes an account and signs it in. That an address is taken is told (409), and only after the same
/// work; the limit per client keeps this from being a way to test lists of addresses.
final class Signup implements Endpoint {
  private static final int LONGEST_NAME = 200;

  private final Throttle throttle;
  private final PasswordRules rules;
  private final PasswordGate gate;
  private final People people;
  private final Tokens tokens;
  private final UuidV7 ids;

  Signup(
      Throttle throttle,
      PasswordRules rules,
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
    Optional<String> email = body.text("email").flatMap(EmailAddress::normalize);
    if (body.text("email").isPresent() && email.isEmpty()) {
      faults.add(new Violation("email", ViolationCode.FORMAT, "This is not an e-mail address."));
    }
    Optional<String> password = body.text("password");
    password.flatMap(p -> rules.violation(p, email.orElse(""))).ifPresent(faults::add);
    Optional<String> name = body.text("name");
    if (name.filter(n -> n.codePointCount(0, n.length()) > LONGEST_NAME).isPresent()) {
      faults.add(
          new Violation(
              "name",
              ViolationCode.TOO_LONG,
              "The name may have at most " + LONGEST_NAME + " characters."));
    }
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

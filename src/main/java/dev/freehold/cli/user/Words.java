package dev.freehold.cli.user;

import dev.freehold.cli.terminal.ExitStatus;
import dev.freehold.password.PasswordRules;
import dev.freehold.people.AccountRules;
import dev.freehold.plan.ApiPlan;
import dev.freehold.problem.Violation;
import dev.freehold.spec.Issues;
import dev.freehold.spec.value.Hint;
import dev.freehold.type.Parsed;
import dev.freehold.type.Scalar;
import dev.freehold.type.form.TextForm;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The words of a command line as parts of an account, held to the rules of sign-up and to the spec. Every fault of a
/// command is told at once.
final class Words {
  private static final int SHOWN = 60;

  private final ApiPlan plan;
  private final AccountRules rules;
  private final List<String> faults = new ArrayList<>();

  Words(ApiPlan plan) {
    this.plan = plan;
    this.rules =
        new AccountRules(
            new PasswordRules(
                plan.auth().passwordMinLength(), plan.auth().passwordMaxLength(), plan.name()));
  }

  /// The normalized address; empty after a fault.
  String email(@Nullable String word) {
    String text = word == null ? "" : word;
    List<Violation> violations = new ArrayList<>();
    String email = AccountRules.email(text, violations).orElse("");
    violations.forEach(v -> faults.add(Issues.plain(text, SHOWN) + ": " + v.message()));
    return email;
  }

  @Nullable String name(@Nullable String word) {
    if (word != null && isText("the name", word)) {
      List<Violation> violations = new ArrayList<>();
      rules.name(word, violations);
      add(violations);
    }
    return word;
  }

  void password(String password, String email) {
    if (isText("the password", password)) {
      List<Violation> violations = new ArrayList<>();
      rules.password(password, email, violations);
      add(violations);
    }
  }

  void fault(String message) {
    faults.add(message);
  }

  /// Roles that the spec has.
  ///
  /// @param others that are known besides
  List<String> roles(Collection<String> words, Collection<String> others) {
    List<String> known = new ArrayList<>(plan.auth().roles());
    others.stream().filter(o -> !known.contains(o)).forEach(known::add);
    for (String word : words) {
      if (!known.contains(word)) {
        @Nullable String hint =
            known.isEmpty() ? "write auth: { roles: [editor] } in it" : Hint.of(word, known);
        faults.add(
            "the spec has no role " + Issues.quote(word) + (hint == null ? "" : "; " + hint));
      }
    }
    return words.stream().distinct().toList();
  }

  /// @throws Refused where there was a fault
  void mustBeSound() {
    if (!faults.isEmpty()) {
      throw new Refused(ExitStatus.FAULTY_INPUT, String.join("\nfreehold: ", faults));
    }
  }

  private void add(List<Violation> violations) {
    violations.forEach(v -> faults.add(v.message()));
  }

  private boolean isText(String what, String text) {
    return switch (TextForm.parse(Scalar.STRING, text)) {
      case Parsed.Ok _ -> true;
      case Parsed.Bad bad -> {
        faults.add(what + " " + bad.message());
        yield false;
      }
    };
  }
}

package dev.freehold.cli;

import dev.freehold.account.AccountValidator;
import dev.freehold.cli.DatabaseCommand.CommandRefusedException;
import dev.freehold.password.PasswordPolicy;
import dev.freehold.plan.ApiPlan;
import dev.freehold.problem.PrintableText;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.SpellingSuggestion;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.ValueParser;
import dev.freehold.type.ValueResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Checks the arguments of a `user` command by the rules of sign-up and the spec, and collects every fault.
final class AccountArguments {
  private static final int SHOWN = 60;
  private static final Pattern HANDLE = Pattern.compile("[a-z][a-z0-9_]{0,30}:\\P{Cntrl}{1,255}");

  private final ApiPlan plan;
  private final AccountValidator rules;
  private final List<String> faults = new ArrayList<>();

  AccountArguments(ApiPlan plan) {
    this.plan = plan;
    this.rules =
        new AccountValidator(
            new PasswordPolicy(
                plan.auth().passwordMinLength(), plan.auth().passwordMaxLength(), plan.name()));
  }

  int passwordMinLength() {
    return plan.auth().passwordMinLength();
  }

  /// The normalized address of an existing account, or `NAME:SUBJECT` of an external one; empty where
  /// it is invalid.
  String email(@Nullable String word) {
    String text = word == null ? "" : word;
    if (HANDLE.matcher(text).matches()) {
      return text;
    }
    List<Violation> violations = new ArrayList<>();
    String email = AccountValidator.email(text, violations).orElse("");
    addOf(text, violations);
    return email;
  }

  /// Checks the address of a new account by the stricter rule of sign-up.
  ///
  /// @param email as [#email] returned it
  void newEmail(String email) {
    if (!email.isEmpty()) {
      List<Violation> violations = new ArrayList<>();
      AccountValidator.newEmail(email, violations);
      addOf(email, violations);
    }
  }

  private void addOf(String text, List<Violation> violations) {
    violations.forEach(v -> faults.add(PrintableText.of(text, SHOWN) + ": " + v.message()));
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

  /// The roles without repetition; each must be one of the spec.
  ///
  /// @param others further known roles
  List<String> roles(Collection<String> words, Collection<String> others) {
    List<String> known = new ArrayList<>(plan.auth().roles());
    others.stream().filter(o -> !known.contains(o)).forEach(known::add);
    for (String word : words) {
      if (!known.contains(word)) {
        @Nullable String hint =
            known.isEmpty()
                ? "write auth: { roles: [editor] } in it"
                : SpellingSuggestion.hint(word, known);
        faults.add(
            "the spec has no role "
                + PrintableText.quote(word)
                + (hint == null ? "" : "; " + hint));
      }
    }
    return words.stream().distinct().toList();
  }

  List<String> faults() {
    return List.copyOf(faults);
  }

  /// @throws CommandRefusedException where there was a fault
  void throwIfInvalid() {
    if (!faults.isEmpty()) {
      throw new CommandRefusedException(
          ExitStatus.FAULTY_INPUT, String.join("\nfreehold: ", faults));
    }
  }

  private void add(List<Violation> violations) {
    violations.forEach(v -> faults.add(v.message()));
  }

  private boolean isText(String what, String text) {
    return switch (ValueParser.parse(ScalarType.STRING, text)) {
      case ValueResult.Valid _ -> true;
      case ValueResult.Invalid invalid -> {
        faults.add(what + " " + invalid.message());
        yield false;
      }
    };
  }
}

package dev.freehold.account;

import dev.freehold.type.TotpRule;

/// The kinds of second factor that a spec knows. A factor of a kind that the spec does not know, because an
/// earlier one did, does not count.
///
/// A passkey counts as two factors where it is used, but having one asks for no second step: a log-in with a
/// password stays possible, and protects nothing more by a passkey that it does not ask for.
///
/// @param totp one-time passwords
/// @param passkeys whether passkeys prove a second factor
public record SecondFactors(TotpRule totp, boolean passkeys) {
  public static final SecondFactors NONE = new SecondFactors(TotpRule.NONE, false);

  /// Whether a session may prove one.
  public boolean any() {
    return totp != TotpRule.NONE || passkeys;
  }

  /// The SQL condition that an account has a passkey, where the spec has them.
  ///
  /// @param user trusted SQL: the id of the account, with the name of its table
  String passkeyExists(String user) {
    return passkeys ? "exists (select from auth.passkeys where user_id = " + user + ")" : "false";
  }

  /// The SQL condition that an account has a second factor that is confirmed: one that is not does not
  /// count, neither for its person nor against them.
  ///
  /// @param user trusted SQL: the id of the account, with the name of its table
  String exist(String user) {
    return totp == TotpRule.NONE
        ? "false"
        : "exists (select from auth.totp where user_id = " + user + " and secret is not null)";
  }

  /// The SQL condition that changes of an account need a proof of a second factor. Where one is required, a
  /// passkey counts: or who knows the password would add a factor beside that of the owner, and pass.
  ///
  /// @param user trusted SQL: the id of the account, with the name of its table
  String protect(String user) {
    return totp == TotpRule.REQUIRED && passkeys
        ? "(" + exist(user) + " or exists (select from auth.passkeys where user_id = " + user + "))"
        : exist(user);
  }
}

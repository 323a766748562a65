package dev.freehold.plan;

/// A column that says to which accounts a row gives access.
///
/// @param name the column
/// @param many whether it has an array of ids of accounts, and not one id
public record PersonColumn(String name, boolean many) {
  /// A column with one id.
  public static PersonColumn ofOne(String name) {
    return new PersonColumn(name, false);
  }

  /// The condition that an account is in the column.
  ///
  /// @param value the column, as SQL
  /// @param account the id of the account, as SQL
  public String holds(String value, String account) {
    return many ? account + " = any (" + value + ")" : value + " = " + account;
  }
}

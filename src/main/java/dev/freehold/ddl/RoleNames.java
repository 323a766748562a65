package dev.freehold.ddl;

/// Who owns the tables and who serves from them. All three are the same login where it may not create roles.
///
/// @param owner owns every schema and table; no request runs as it unless it is alone
/// @param api serves resources; nothing in schema `auth`
/// @param auth serves sign-in; nothing in schema `app`
public record RoleNames(String owner, String api, String auth) {

  /// One login for everything. Grants are then needless, and forced row-level security is what still holds.
  public static RoleNames single(String login) {
    return new RoleNames(login, login, login);
  }

  public boolean isSingle() {
    return owner.equals(api);
  }
}

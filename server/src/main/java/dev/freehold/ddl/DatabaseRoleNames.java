package dev.freehold.ddl;

/// The database roles that own and serve the tables. All three are the same login if the login may
/// not create roles.
///
/// @param owner owns every schema and table; no request runs as this role, except with a single
///     login
/// @param api serves resources; has no access to schema `auth`
/// @param auth serves sign-in; has no access to schema `app`
public record DatabaseRoleNames(String owner, String api, String auth) {

  /// A single login for everything. Grants are then unnecessary; forced row-level security still
  /// applies.
  public static DatabaseRoleNames single(String login) {
    return new DatabaseRoleNames(login, login, login);
  }

  public boolean isSingle() {
    return owner.equals(api);
  }
}

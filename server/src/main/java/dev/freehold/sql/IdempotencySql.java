package dev.freehold.sql;

import dev.freehold.ddl.TeamMembershipSql;
import dev.freehold.plan.ApiPlan;
import dev.freehold.query.RowScope;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// The statements on stored idempotent responses. Each statement sees only the caller's own keys,
/// except the one that deletes expired keys.
public final class IdempotencySql {
  private static final String TABLE = "\"app\".\"_idempotency_keys\"";

  /// How long a response is kept.
  private static final String RETENTION = "interval '24 hours'";

  private static final String EXPIRED = "k.created_at < now() - " + RETENTION;

  /// The maximum number of keys that one [#SWEEP] deletes.
  public static final int MAX_SWEPT = 500;

  /// Deletes the oldest expired keys of all users. Returns their number. The setting makes the
  /// policy for expired keys apply.
  public static final String SWEEP =
      ("with w as (delete from %1$s as k where (k.user_id, k.key) in (select k.user_id, k.key from"
           + " %1$s as k where %2$s order by k.created_at limit %3$d) and %2$s returning 1) select"
           + " w.n from set_config('freehold.sweep', 'on', true) as c(swept), lateral (select"
           + " count(*) as n from w where c.swept is not null offset 0) w")
          .formatted(TABLE, EXPIRED, MAX_SWEPT);

  private final String deleteExpired;
  private final String claim;
  private final String usage;
  private final String disableLockTimeout;
  private final String storeResponse;
  private final String findResponse;

  public IdempotencySql(ApiPlan api) {
    CallerSettingsSql caller = CallerSettingsSql.of(api);
    String ownerFilter = "k.user_id = " + caller.userIdParameter();
    deleteExpired =
        caller.afterCaller(
            "delete from %s as k where %s and k.key = $2::text and %s returning k.key"
                .formatted(TABLE, ownerFilter, EXPIRED));
    claim =
        "insert into %s (user_id, key, request_hash) select %s, $2::text, $3::bytea from %s on conflict do nothing returning key"
            .formatted(TABLE, caller.userId(), caller.fromItem());
    usage =
        "select k.* from %s, lateral (select count(*) as n, coalesce(sum(octet_length(k.body)), 0)::bigint as bytes from %s as k where k.user_id = %s offset 0) k"
            .formatted(caller.fromItem(), TABLE, caller.userId());
    disableLockTimeout = "select set_config('lock_timeout', '0', true) from " + caller.fromItem();
    boolean teams = api.teams() != null;
    storeResponse =
        caller.afterCaller(
            "update %s as k set %sstatus = $3::integer, headers = $4::text, body = $5::bytea where %s and k.key = $2::text returning k.key"
                .formatted(
                    TABLE,
                    teams
                        ? "request_hash = k.request_hash || convert_to("
                            + TeamMembershipSql.all(caller.userIdParameter())
                            + ", 'UTF8'), "
                        : "",
                    ownerFilter));
    findResponse =
        "select k.* from %s, lateral (select k.request_hash, k.status, k.headers, k.body, %s as memberships from %s as k where k.user_id = %s and k.key = $2::text offset 0) k"
            .formatted(
                caller.fromItem(),
                teams ? TeamMembershipSql.all(caller.userId()) : "''::text",
                TABLE,
                caller.userId());
  }

  /// Deletes this key if it has expired. Returns the key.
  public SqlStatement deleteExpired(RowScope scope, String key) {
    return new SqlStatement(deleteExpired, scope.callerSetting(), key);
  }

  /// Claims a key. Returns the key, or no row if it is taken. Waits for an open transaction that
  /// has claimed the same key.
  public SqlStatement claim(RowScope scope, String key, Buffer hash) {
    return new SqlStatement(claim, scope.callerSetting(), key, hash);
  }

  /// Returns the number of the caller's keys, and the bytes of the bodies of their responses.
  public SqlStatement usage(RowScope scope) {
    return new SqlStatement(usage, scope.callerSetting());
  }

  /// Disables the lock timeout until the end of the transaction, so that only the statement timeout
  /// limits the wait for a lock. Returns one row.
  public SqlStatement disableLockTimeout(RowScope scope) {
    return new SqlStatement(disableLockTimeout, scope.callerSetting());
  }

  /// Stores the response of a claimed key, and adds the caller's memberships to the hash: those after
  /// the write, which may have changed them. Returns the key.
  ///
  /// @param headers as one text
  /// @param body null if there is none
  public SqlStatement storeResponse(
      RowScope scope, String key, int status, String headers, @Nullable Buffer body) {
    return new SqlStatement(storeResponse, scope.callerSetting(), key, status, headers, body);
  }

  /// Returns the hash of the request, the status, headers and body of its response, which are null if
  /// it is not stored, and the caller's memberships now; no row if the key is free.
  public SqlStatement findResponse(RowScope scope, String key) {
    return new SqlStatement(findResponse, scope.callerSetting(), key);
  }
}

package dev.freehold.sql;

import dev.freehold.plan.ApiPlan;
import dev.freehold.query.Scope;
import dev.freehold.sql.form.CallerText;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// The answers that are kept under a person's keys. Each statement sees the person's own rows only.
public final class IdempotencySql {
  private static final String TABLE = "\"app\".\"_idempotency_keys\"";

  /// How long an answer is kept.
  private static final String LIFE = "interval '24 hours'";

  /// Old answers that one request removes at most, besides that of its own key.
  private static final int SWEPT = 50;

  private final String forget;
  private final String claim;
  private final String patient;
  private final String keep;
  private final String read;

  public IdempotencySql(ApiPlan api) {
    CallerText caller = CallerText.of(api);
    String own = "k.user_id = " + caller.parameter();
    String old = "k.created_at < now() - " + LIFE;
    forget =
        caller.afterCaller(
            "delete from %1$s as k where %2$s and %3$s and k.key in (select $2::text union all (select k.key from %1$s as k where %2$s and %3$s order by k.created_at limit %4$d)) returning k.key"
                .formatted(TABLE, own, old, SWEPT));
    claim =
        "insert into %s (user_id, key, request_hash) select %s, $2::text, $3::bytea from %s on conflict do nothing returning key"
            .formatted(TABLE, caller.user(), caller.row());
    patient = "select set_config('lock_timeout', '0', true) from " + caller.row();
    keep =
        caller.afterCaller(
            "update %s as k set status = $3::integer, headers = $4::text, body = $5::bytea where %s and k.key = $2::text returning k.key"
                .formatted(TABLE, own));
    read =
        "select k.* from %s, lateral (select k.request_hash, k.status, k.headers, k.body from %s as k where k.user_id = %s and k.key = $2::text offset 0) k"
            .formatted(caller.row(), TABLE, caller.user());
  }

  /// Removes what is too old: an answer under this key, and some under others. Answers their keys.
  public Statement forget(Scope scope, String key) {
    return new Statement(forget, scope.setting(), key);
  }

  /// Takes a key. Answers it; no row where it is taken. Waits for a transaction that has taken it and has not ended.
  ///
  /// @param hash of the request
  public Statement claim(Scope scope, String key, Buffer hash) {
    return new Statement(claim, scope.setting(), key, hash);
  }

  /// From here to the end of the transaction, locks are waited for as long as a statement may take. Answers one row.
  public Statement patient(Scope scope) {
    return new Statement(patient, scope.setting());
  }

  /// Puts the answer under a key that was taken. Answers the key.
  ///
  /// @param headers as one text
  /// @param body null for none
  public Statement keep(
      Scope scope, String key, int status, String headers, @Nullable Buffer body) {
    return new Statement(keep, scope.setting(), key, status, headers, body);
  }

  /// Answers the request's hash, and the status, headers and body of its answer; no row where the key is free.
  public Statement read(Scope scope, String key) {
    return new Statement(read, scope.setting(), key);
  }
}

package dev.freehold.account;

import dev.freehold.db.SchemaMonitor.ExpectedColumn;
import java.util.List;

/// The tables of accounts, sessions and keys as the statements of this package expect them.
public final class AccountTables {
  public static final String SCHEMA = "auth";

  private static final String TIME = "timestamp with time zone";

  private AccountTables() {}

  /// Every column that [dev.freehold.ddl.AuthSchemaDdl] creates.
  public static List<ExpectedColumn> columns() {
    return List.of(
        new ExpectedColumn("users", "id", "uuid"),
        new ExpectedColumn("users", "name", "text"),
        new ExpectedColumn("users", "password_hash", "text"),
        new ExpectedColumn("users", "created_at", TIME),
        new ExpectedColumn("users", "updated_at", TIME),
        new ExpectedColumn("users", "disabled_at", TIME),
        new ExpectedColumn("emails", "email", "text"),
        new ExpectedColumn("emails", "user_id", "uuid"),
        new ExpectedColumn("emails", "verified_at", TIME),
        new ExpectedColumn("identities", "id", "uuid"),
        new ExpectedColumn("identities", "issuer", "text"),
        new ExpectedColumn("identities", "subject", "text"),
        new ExpectedColumn("identities", "user_id", "uuid"),
        new ExpectedColumn("identities", "created_at", TIME),
        new ExpectedColumn("roles", "user_id", "uuid"),
        new ExpectedColumn("roles", "role", "text"),
        new ExpectedColumn("sessions", "id", "uuid"),
        new ExpectedColumn("sessions", "user_id", "uuid"),
        new ExpectedColumn("sessions", "counter", "bigint"),
        new ExpectedColumn("sessions", "created_at", TIME),
        new ExpectedColumn("sessions", "refreshed_at", TIME),
        new ExpectedColumn("sessions", "idle_expires_at", TIME),
        new ExpectedColumn("sessions", "expires_at", TIME),
        new ExpectedColumn("sessions", "revoked_at", TIME),
        new ExpectedColumn("sessions", "rotated_at", TIME + "[]"),
        new ExpectedColumn("sessions", "device", "text"),
        new ExpectedColumn("outbox", "id", "uuid"),
        new ExpectedColumn("outbox", "kind", "text"),
        new ExpectedColumn("outbox", "recipient", "text"),
        new ExpectedColumn("outbox", "created_at", TIME),
        new ExpectedColumn("outbox", "due_at", TIME),
        new ExpectedColumn("outbox", "expires_at", TIME),
        new ExpectedColumn("outbox", "attempts", "integer"),
        new ExpectedColumn("outbox", "failure", "text"),
        new ExpectedColumn("outbox", "dead_at", TIME),
        new ExpectedColumn("events", "id", "bigint"),
        new ExpectedColumn("events", "at", TIME),
        new ExpectedColumn("events", "kind", "text"),
        new ExpectedColumn("events", "user_id", "uuid"),
        new ExpectedColumn("events", "email_hash", "bytea"),
        new ExpectedColumn("events", "session_id", "uuid"),
        new ExpectedColumn("events", "count", "integer"),
        new ExpectedColumn("mail_tokens", "id", "uuid"),
        new ExpectedColumn("mail_tokens", "kind", "text"),
        new ExpectedColumn("mail_tokens", "user_id", "uuid"),
        new ExpectedColumn("mail_tokens", "hash", "bytea"),
        new ExpectedColumn("mail_tokens", "email", "text"),
        new ExpectedColumn("mail_tokens", "password_digest", "bytea"),
        new ExpectedColumn("mail_tokens", "created_at", TIME),
        new ExpectedColumn("mail_tokens", "expires_at", TIME),
        new ExpectedColumn("mail_tokens", "used_at", TIME),
        new ExpectedColumn("signups", "id", "uuid"),
        new ExpectedColumn("signups", "email", "text"),
        new ExpectedColumn("signups", "name", "text"),
        new ExpectedColumn("signups", "password_hash", "text"),
        new ExpectedColumn("signups", "hash", "bytea"),
        new ExpectedColumn("signups", "created_at", TIME),
        new ExpectedColumn("signups", "expires_at", TIME),
        new ExpectedColumn("email_changes", "user_id", "uuid"),
        new ExpectedColumn("email_changes", "session_id", "uuid"),
        new ExpectedColumn("email_changes", "old_email", "text"),
        new ExpectedColumn("email_changes", "new_email", "text"),
        new ExpectedColumn("email_changes", "password_digest", "bytea"),
        new ExpectedColumn("email_changes", "old_mail", "uuid"),
        new ExpectedColumn("email_changes", "new_mail", "uuid"),
        new ExpectedColumn("email_changes", "old_hash", "bytea"),
        new ExpectedColumn("email_changes", "new_hash", "bytea"),
        new ExpectedColumn("email_changes", "old_confirmed_at", TIME),
        new ExpectedColumn("email_changes", "new_confirmed_at", TIME),
        new ExpectedColumn("email_changes", "created_at", TIME),
        new ExpectedColumn("email_changes", "expires_at", TIME),
        new ExpectedColumn("keys", "id", "uuid"),
        new ExpectedColumn("keys", "user_id", "uuid"),
        new ExpectedColumn("keys", "name", "text"),
        new ExpectedColumn("keys", "hash", "bytea"),
        new ExpectedColumn("keys", "scopes", "text[]"),
        new ExpectedColumn("keys", "created_at", TIME),
        new ExpectedColumn("keys", "expires_at", TIME),
        new ExpectedColumn("keys", "last_used_at", TIME));
  }
}

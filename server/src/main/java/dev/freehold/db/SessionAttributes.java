package dev.freehold.db;

/// Which servers of an address are suitable: `target_session_attrs` of libpq (PostgreSQL manual, section 34.1.2).
/// The values that ask for a standby are missing, because this program writes.
public enum SessionAttributes {
  /// Any that accepts the connection
  ANY,
  /// One that takes writes: no standby, and not read-only by `default_transaction_read_only`
  READ_WRITE,
  /// One that is no standby
  PRIMARY
}

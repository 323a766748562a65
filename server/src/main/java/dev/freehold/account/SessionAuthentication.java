package dev.freehold.account;

import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.List;

/// How and when the person of a session proved who they are.
///
/// @param methods as stored ([AuthMethod#text]), in alphabetical order
/// @param at the last proof: the log-in, or a step-up since
public record SessionAuthentication(List<String> methods, OffsetDateTime at) {
  /// The columns that [#of] reads, of `auth.sessions`.
  static final String COLUMNS = "amr, authenticated_at";

  public SessionAuthentication {
    methods = List.copyOf(methods);
  }

  static SessionAuthentication of(Row row) {
    return new SessionAuthentication(
        List.of(row.getArrayOfStrings("amr")), row.getOffsetDateTime("authenticated_at"));
  }
}

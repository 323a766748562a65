package dev.freehold.audit.site;

import dev.freehold.audit.AuditRow;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.ScopeHeader;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.ApiDescription;
import dev.freehold.description.ApiDescription.OperationMatcher;
import java.util.Optional;

/// The team in which each user acts, for operations that name one in a header: each user creates a
/// team of its own when it first needs one. An anonymous client names the team of user A.
final class UserTeams {
  private final OperationMatcher routes;
  private final AuditRowFactory rows;
  private final AuditUser ofAnonymous;

  UserTeams(ApiDescription description, AuditRowFactory rows, AuditUser ofAnonymous) {
    this.routes = new OperationMatcher(description);
    this.rows = rows;
    this.ofAnonymous = ofAnonymous;
  }

  /// The request with the header that names the user's team; unchanged if it has the header, if its
  /// operation has none, or if the user cannot create a team.
  ClientRequest in(AuditUser user, ClientRequest call) {
    Optional<ScopeHeader> header =
        routes.operation(call.method(), call.target()).flatMap(ScopeHeader::of);
    if (header.isEmpty() || has(call, header.get().name())) {
      return call;
    }
    AuditUser member = user.token() == null ? ofAnonymous : user;
    return rows.collection(header.get().collection())
        .flatMap(teams -> rows.anyRow(teams, member))
        .map(AuditRow::id)
        .map(team -> call.header(header.get().name(), team))
        .orElse(call);
  }

  private static boolean has(ClientRequest call, String name) {
    return call.headers().stream().anyMatch(each -> each.name().equalsIgnoreCase(name));
  }
}

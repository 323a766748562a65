package dev.freehold.auth;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.account.SessionRepository;
import dev.freehold.account.SessionRepository.ActiveSession;
import dev.freehold.auth.RequestAuthenticator.AuthenticatedEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.PageQuery;
import io.vertx.core.Future;
import java.io.IOException;

/// `GET /auth/sessions`: the sessions of the caller that have not ended.
final class ListSessionsEndpoint implements AuthenticatedEndpoint {
  private final AuthThrottle throttle;
  private final SessionRepository sessions;

  ListSessionsEndpoint(AuthThrottle throttle, SessionRepository sessions) {
    this.throttle = throttle;
    this.sessions = sessions;
  }

  @Override
  public Future<Reply> answer(Request request, Caller.User caller) {
    throttle.sessions(request);
    PageQuery page = PageQuery.read(request.queryParameters());
    return sessions
        .list(caller.id(), caller.session(), page.limit(), page.offset())
        .compose(
            found ->
                sessions
                    .count(caller.id())
                    .map(
                        total ->
                            PagedListWriter.reply(
                                "sessions", found, page, total, ListSessionsEndpoint::write)));
  }

  /// Writes a session as an object.
  static void write(JsonGenerator out, ActiveSession session) throws IOException {
    out.writeStartObject();
    out.writeStringField("id", session.id().toString());
    out.writeStringField("device", session.device());
    out.writeFieldName("created_at");
    StoredTimeWriter.write(out, session.createdAt());
    out.writeFieldName("last_used_at");
    StoredTimeWriter.write(out, session.lastUsedAt());
    out.writeFieldName("expires_at");
    StoredTimeWriter.write(out, session.expiresAt());
    out.writeBooleanField("current", session.current());
    out.writeArrayFieldStart("amr");
    for (String method : session.proof().methods()) {
      out.writeString(method);
    }
    out.writeEndArray();
    out.writeFieldName("authenticated_at");
    StoredTimeWriter.write(out, session.proof().at());
    out.writeEndObject();
  }
}

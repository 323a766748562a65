package dev.freehold.auth;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.account.SessionRepository;
import dev.freehold.account.SessionRepository.ActiveSession;
import dev.freehold.auth.RequestAuthenticator.AuthenticatedEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.http.Request;
import dev.freehold.input.PageQuery;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.List;

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
                    .map(total -> ReplyEnvelope.data(200, out -> write(out, found, page, total))));
  }

  private static void write(
      JsonGenerator out, List<ActiveSession> found, PageQuery page, long total) throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("sessions");
    for (ActiveSession session : found) {
      write(out, session);
    }
    out.writeEndArray();
    out.writeObjectFieldStart("pagination");
    out.writeNumberField("page", page.page());
    out.writeNumberField("limit", page.limit());
    out.writeNumberField("total", total);
    out.writeNumberField("totalPages", (total + page.limit() - 1) / page.limit());
    out.writeEndObject();
    out.writeEndObject();
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
    out.writeEndObject();
  }
}

package dev.freehold.auth;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.account.SessionRepository;
import dev.freehold.account.SessionRepository.ActiveSession;
import dev.freehold.account.SessionRepository.ActiveSessions;
import dev.freehold.auth.BearerAuthenticator.AuthenticatedEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.http.Request;
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
    request.rejectQueryParameters();
    return sessions
        .list(caller.id(), caller.session())
        .map(found -> ReplyEnvelope.data(200, out -> write(out, found)));
  }

  private static void write(JsonGenerator out, ActiveSessions found) throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("sessions");
    for (ActiveSession session : found.sessions()) {
      write(out, session);
    }
    out.writeEndArray();
    out.writeNumberField("total", found.total());
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, ActiveSession session) throws IOException {
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

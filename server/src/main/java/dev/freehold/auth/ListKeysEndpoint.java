package dev.freehold.auth;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.account.ApiKeyRepository;
import dev.freehold.account.ApiKeyRepository.StoredKey;
import dev.freehold.auth.RequestAuthenticator.AuthenticatedEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.PageQuery;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/// `GET /auth/keys`: the API keys of the caller, without the keys themselves.
final class ListKeysEndpoint implements AuthenticatedEndpoint {
  private final AuthThrottle throttle;
  private final ApiKeyRepository keys;

  ListKeysEndpoint(AuthThrottle throttle, ApiKeyRepository keys) {
    this.throttle = throttle;
    this.keys = keys;
  }

  @Override
  public Future<Reply> answer(Request request, Caller.User caller) {
    throttle.sessions(request);
    PageQuery page = PageQuery.read(request.queryParameters());
    return keys.list(caller.id(), page.limit(), page.offset())
        .compose(
            found ->
                keys.count(caller.id())
                    .map(
                        total ->
                            PagedListWriter.reply(
                                "keys", found, page, total, ListKeysEndpoint::write)));
  }

  private static void write(JsonGenerator out, StoredKey key) throws IOException {
    out.writeStartObject();
    writeMembers(out, key);
    out.writeEndObject();
  }

  static void writeMembers(JsonGenerator out, StoredKey key) throws IOException {
    out.writeStringField("id", key.id().toString());
    out.writeStringField("name", key.name());
    out.writeArrayFieldStart("scopes");
    for (String scope : key.scopes()) {
      out.writeString(scope);
    }
    out.writeEndArray();
    out.writeFieldName("created_at");
    StoredTimeWriter.write(out, key.createdAt());
    writeTime(out, "expires_at", key.expiresAt());
    writeTime(out, "last_used_at", key.lastUsedAt());
  }

  private static void writeTime(JsonGenerator out, String name, @Nullable OffsetDateTime time)
      throws IOException {
    out.writeFieldName(name);
    if (time == null) {
      out.writeNull();
    } else {
      StoredTimeWriter.write(out, time);
    }
  }
}

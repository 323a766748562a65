package dev.freehold.auth;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.account.PasskeyRepository;
import dev.freehold.account.PasskeyRepository.StoredPasskey;
import dev.freehold.auth.RequestAuthenticator.AuthenticatedEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.PageQuery;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/// `GET /auth/passkeys`: the passkeys of the caller, the newest first.
final class ListPasskeysEndpoint implements AuthenticatedEndpoint {
  private final AuthThrottle throttle;
  private final PasskeyRepository passkeys;

  ListPasskeysEndpoint(AuthThrottle throttle, PasskeyRepository passkeys) {
    this.throttle = throttle;
    this.passkeys = passkeys;
  }

  @Override
  public Future<Reply> answer(Request request, Caller.User caller) {
    throttle.sessions(request);
    PageQuery page = PageQuery.read(request.queryParameters());
    return passkeys
        .list(caller.id(), page.limit(), page.offset())
        .compose(
            found ->
                passkeys
                    .count(caller.id())
                    .map(
                        total ->
                            PagedListWriter.reply(
                                "passkeys", found, page, total, ListPasskeysEndpoint::write)));
  }

  static void write(JsonGenerator out, StoredPasskey passkey) throws IOException {
    out.writeStartObject();
    out.writeStringField("id", passkey.id().toString());
    out.writeStringField("name", passkey.name());
    out.writeBooleanField("backed_up", passkey.backedUp());
    out.writeFieldName("created_at");
    StoredTimeWriter.write(out, passkey.createdAt());
    @Nullable OffsetDateTime used = passkey.lastUsedAt();
    out.writeFieldName("last_used_at");
    if (used == null) {
      out.writeNull();
    } else {
      StoredTimeWriter.write(out, used);
    }
    out.writeEndObject();
  }
}

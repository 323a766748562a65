package dev.freehold.auth;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.account.AuthMethod;
import dev.freehold.account.SessionAuthentication;
import dev.freehold.account.UserRepository.UserProfile;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.http.Request;
import dev.freehold.input.StringFieldsBody;
import dev.freehold.input.StringFieldsBody.StringField;
import dev.freehold.issuer.ExternalIdentity;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ViolationCode;
import dev.freehold.token.AccessTokenIssuer;
import dev.freehold.token.RefreshTokenCodec;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Writes the response to signup, log-in and refresh: the user and a pair of tokens.
final class TokenResponseWriter {
  private static final String MODE = "mode";
  private static final String TOKEN = "token";
  private static final String COOKIE = "cookie";

  private final AccessTokenIssuer access;
  private final RefreshTokenCodec refresh;
  private final boolean withVerification;
  private final List<String> roles;
  private final @Nullable TokenCookies cookies;
  private final boolean external;
  private final boolean withProof;

  /// For an API without verification, cookies and external issuers.
  TokenResponseWriter(AccessTokenIssuer access, RefreshTokenCodec refresh, List<String> roles) {
    this(access, refresh, false, roles, null, false, false);
  }

  /// @param withVerification whether a client needs to know if an address is verified
  /// @param roles the roles of the spec, in its order; other roles of an account are ignored (K5)
  /// @param cookies null if no session may be kept in cookies
  /// @param external whether accounts may be of external issuers
  /// @param withProof whether access tokens have `amr` and `auth_time`
  TokenResponseWriter(
      AccessTokenIssuer access,
      RefreshTokenCodec refresh,
      boolean withVerification,
      List<String> roles,
      @Nullable TokenCookies cookies,
      boolean external,
      boolean withProof) {
    this.withProof = withProof;
    this.withVerification = withVerification;
    this.access = access;
    this.refresh = refresh;
    this.roles = roles;
    this.cookies = cookies;
    this.external = external;
  }

  /// How the client of a session keeps its tokens.
  enum TokenMode {
    /// It reads them from the body, and sends them itself.
    TOKEN,
    /// Its browser gets them as cookies, and the body has none.
    COOKIE
  }

  /// The members of the body of a sign-in, with `mode` if cookies are on.
  StringField[] members(StringField... members) {
    return cookies == null
        ? members
        : Stream.concat(Stream.of(members), Stream.of(StringField.optional(MODE)))
            .toArray(StringField[]::new);
  }

  /// The mode that a sign-in asks for.
  ///
  /// @throws dev.freehold.problem.ProblemException `FORBIDDEN` if a page may not have cookies
  TokenMode mode(StringFieldsBody body, Request request, List<Violation> faults) {
    String name = body.text(MODE).orElse(TOKEN);
    if (name.equals(COOKIE) && cookies != null) {
      cookies.requireTrusted(request);
      return TokenMode.COOKIE;
    }
    if (!name.equals(TOKEN)) {
      faults.add(
          new Violation(
              MODE, ViolationCode.NOT_ONE_OF, MODE + " must be " + TOKEN + " or " + COOKIE + "."));
    }
    return TokenMode.TOKEN;
  }

  /// Refuses a later step of a sign-in whose first step asked for `mode`, if it is not from a page that may
  /// have cookies.
  ///
  /// @throws dev.freehold.problem.ProblemException `FORBIDDEN`
  void require(TokenMode mode, Request request) {
    switch (mode) {
      case TOKEN -> {}
      case COOKIE -> {
        if (cookies == null) {
          throw TokenCookies.NOT_FROM_A_PAGE.toException();
        }
        cookies.requireTrusted(request);
      }
    }
  }

  /// The response of a session that a password opens now.
  Reply reply(int status, TokenMode mode, UserProfile person, UUID session, long counter) {
    return reply(
        status, mode, person, session, counter, List.of(AuthMethod.PWD.text()), access.now());
  }

  Reply reply(
      int status,
      TokenMode mode,
      UserProfile person,
      UUID session,
      long counter,
      SessionAuthentication proof) {
    return reply(
        status, mode, person, session, counter, proof.methods(), proof.at().toEpochSecond());
  }

  /// `{user, access_token, token_type, expires_in, refresh_token}`, in cookies `{user, expires_in}`, with `Cache-Control: no-store`
  /// (RFC 6749 section 5.1).
  private Reply reply(
      int status,
      TokenMode mode,
      UserProfile person,
      UUID session,
      long counter,
      List<String> methods,
      long authenticated) {
    String accessToken =
        access.issue(
            person.id(), session, roles(person), withProof ? methods : List.of(), authenticated);
    String refreshToken = refresh.encode(session, counter);
    Reply reply =
        ReplyEnvelope.data(
                status,
                out -> {
                  out.writeStartObject();
                  out.writeFieldName("user");
                  write(out, person, Map.of());
                  if (mode == TokenMode.TOKEN) {
                    out.writeStringField("access_token", accessToken);
                    out.writeStringField("token_type", "bearer");
                  }
                  out.writeNumberField("expires_in", access.lifeSeconds());
                  if (mode == TokenMode.TOKEN) {
                    out.writeStringField("refresh_token", refreshToken);
                  }
                  out.writeEndObject();
                })
            .withHeader("Cache-Control", "no-store");
    return switch (mode) {
      case TOKEN -> reply;
      case COOKIE -> Objects.requireNonNull(cookies).set(reply, accessToken, refreshToken);
    };
  }

  private List<String> roles(UserProfile person) {
    return roles.stream().filter(person.roles()::contains).toList();
  }

  private static void write(JsonGenerator out, @Nullable ExternalIdentity identity)
      throws IOException {
    if (identity == null) {
      out.writeNullField("identity");
      return;
    }
    out.writeObjectFieldStart("identity");
    out.writeStringField("issuer", identity.issuer());
    out.writeStringField("subject", identity.subject());
    out.writeEndObject();
  }

  /// Writes the user; `roles` only if the spec has roles, `identity` only if it has external issuers.
  ///
  /// @param profile further members, as [CallerProfile] returns them
  void write(JsonGenerator out, UserProfile person, Map<String, String> profile)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("id", person.id().toString());
    out.writeStringField("email", person.email());
    if (withVerification) {
      // Of an external person the issuer knows who it is.
      out.writeBooleanField("email_verified", person.isProven());
    }
    if (external) {
      write(out, person.identity());
    }
    out.writeStringField("name", person.name());
    if (!roles.isEmpty()) {
      out.writeArrayFieldStart("roles");
      for (String role : roles(person)) {
        out.writeString(role);
      }
      out.writeEndArray();
    }
    out.writeFieldName("created_at");
    StoredTimeWriter.write(out, person.createdAt());
    out.writeFieldName("updated_at");
    StoredTimeWriter.write(out, person.updatedAt());
    for (Map.Entry<String, String> field : profile.entrySet()) {
      out.writeFieldName(field.getKey());
      out.writeRawValue(field.getValue());
    }
    out.writeEndObject();
  }
}

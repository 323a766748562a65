package dev.freehold.auth;

import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.token.SignInStateCodec;
import dev.freehold.token.SignInStateCodec.SignInState;
import dev.freehold.type.CookieNames;
import io.netty.handler.codec.http.cookie.CookieHeaderNames.SameSite;
import io.netty.handler.codec.http.cookie.DefaultCookie;
import io.netty.handler.codec.http.cookie.ServerCookieEncoder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// The cookie that binds a sign-in to the browser in which it began, so that nobody is signed in to the
/// account of another (RFC 9700 section 4.7). `SameSite=Lax`, because the provider leads the browser here
/// from another site. Of two sign-ins at the same time in one browser the last one counts.
final class SignInStateCookie {
  /// How long a person may take at the provider.
  static final Duration LIFE = Duration.ofMinutes(10);

  private final SignInStateCodec codec;
  private final InstantSource clock;

  SignInStateCookie(SignInStateCodec codec, InstantSource clock) {
    this.codec = codec;
    this.clock = clock;
  }

  /// When a state that is made now ends, in seconds of the epoch.
  long expiry() {
    return clock.instant().plus(LIFE).getEpochSecond();
  }

  Reply set(Reply reply, SignInState state) {
    return reply.withHeader("Set-Cookie", cookie(codec.encode(state), LIFE));
  }

  static Reply clear(Reply reply) {
    return reply.withHeader("Set-Cookie", cookie("", Duration.ZERO));
  }

  /// The state of the browser; empty if it has none that is valid.
  Optional<SignInState> read(Request request) {
    return RequestCookies.value(request, CookieNames.SIGN_IN)
        .flatMap(codec::decode)
        .filter(state -> state.expires() > clock.instant().getEpochSecond());
  }

  private static String cookie(String value, Duration life) {
    DefaultCookie cookie = new DefaultCookie(CookieNames.SIGN_IN, value);
    cookie.setPath("/");
    cookie.setSecure(true);
    cookie.setHttpOnly(true);
    cookie.setSameSite(SameSite.Lax);
    cookie.setMaxAge(life.toSeconds());
    return ServerCookieEncoder.STRICT.encode(cookie);
  }
}

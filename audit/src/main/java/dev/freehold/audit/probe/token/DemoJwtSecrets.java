package dev.freehold.audit.probe.token;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The secrets of examples: every text of up to three letters and digits, words with numbers after
/// them or repeated up to a length, and phrases such as `your-secret-key-change-in-production`,
/// each also as Base64 of the key. About half a million, compared in a second without a request.
final class DemoJwtSecrets {
  private static final List<String> BEFORE =
      List.of(
          "",
          "my",
          "your",
          "our",
          "the",
          "a",
          "this is a",
          "this is my",
          "super",
          "my super",
          "your super",
          "super secret",
          "my super secret",
          "your super secret",
          "top",
          "very",
          "very secret",
          "some",
          "default",
          "dev",
          "development",
          "test",
          "local",
          "example",
          "demo",
          "insecure",
          "random",
          "change this",
          "not a");

  private static final List<String> CORE =
      List.of(
          "secret",
          "key",
          "token",
          "jwt",
          "password",
          "secret key",
          "secret token",
          "secret jwt token",
          "jwt secret",
          "jwt key",
          "jwt secret key",
          "jwt token secret",
          "jwt signing key",
          "secret jwt key",
          "signing key",
          "signing secret",
          "private key",
          "token secret",
          "access token secret",
          "auth secret",
          "session secret",
          "app secret",
          "app key",
          "api key",
          "api secret",
          "string secret",
          "256 bit secret",
          "384 bit secret",
          "512 bit secret");

  private static final List<String> AFTER =
      List.of(
          "",
          "here",
          "value",
          "dev",
          "test",
          "for dev",
          "for development",
          "for testing",
          "change me",
          "change this",
          "please change",
          "change in production",
          "change me in production",
          "change this in production",
          "do not use in production",
          "not for production",
          "min 32 characters",
          "at least 32 characters",
          "at least 32 characters long",
          "with at least 32 characters long",
          "at least 256 bits long",
          "at least 512 bits long",
          "must be at least 32 characters long",
          "32 characters long",
          "for jwt");

  private static final List<String> WORDS =
      List.of(
          "",
          "changeme",
          "change me",
          "changeit",
          "change me in production",
          "change this in production",
          "replace me",
          "secret",
          "mysecret",
          "supersecret",
          "topsecret",
          "password",
          "passw0rd",
          "passphrase",
          "private",
          "public",
          "random",
          "random string",
          "long random string",
          "admin",
          "administrator",
          "root",
          "user",
          "test",
          "testing",
          "dev",
          "development",
          "production",
          "staging",
          "local",
          "localhost",
          "default",
          "demo",
          "example",
          "sample",
          "string",
          "key",
          "keyboard cat",
          "token",
          "jwt",
          "auth",
          "session",
          "cookie",
          "app",
          "api",
          "server",
          "backend",
          "service",
          "insecure",
          "qwerty",
          "qwertyuiop",
          "letmein",
          "welcome",
          "hello",
          "hello world",
          "foobar",
          "dragon",
          "monkey",
          "sunshine",
          "abcdef",
          "abcdefghijklmnopqrstuvwxyz",
          "0123456789abcdef",
          "shhhhh",
          "shhhhhhared secret",
          "fastapi",
          "flask",
          "django",
          "express",
          "nestjs",
          "spring",
          "laravel",
          "rails",
          "node",
          "python",
          "java",
          "undefined",
          "null",
          "None");

  private static final List<String> NUMBERS =
      Stream.concat(
              Stream.of("", "1", "!", "@123", "007", "00", "#1"),
              IntStream.rangeClosed(2, 10).mapToObj(n -> "1234567890".substring(0, n)))
          .toList();

  /// Keys that documentation of FastAPI shows.
  private static final List<String> PUBLISHED =
      List.of("09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7");

  private static final List<String> SEPARATORS = List.of("-", "_", " ", "", ".");
  private static final List<Integer> LENGTHS = List.of(16, 32, 48, 64);
  private static final String SHORT = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{4,}={0,2}");

  private DemoJwtSecrets() {}

  /// The secret that signed the token.
  ///
  /// @param title the title of the API, of which secrets are often made
  static Optional<String> of(DecodedJwt token, String title) {
    return all(title).filter(guess -> isKey(token, guess)).findFirst();
  }

  /// The bytes of the secret with which the token is signed.
  static byte[] key(DecodedJwt token, String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    return decoded(secret).filter(token::isSignedWith).orElse(bytes);
  }

  private static boolean isKey(DecodedJwt token, String guess) {
    return token.isSignedWith(guess.getBytes(StandardCharsets.UTF_8))
        || decoded(guess).filter(token::isSignedWith).isPresent();
  }

  /// The key that a secret stands for in libraries that take it for Base64.
  private static Optional<byte[]> decoded(String secret) {
    if (secret.length() % 4 != 0 || !BASE64.matcher(secret).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Base64.getDecoder().decode(secret)).filter(key -> key.length > 0);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// From the likely to the unlikely.
  static Stream<String> all(String title) {
    String name = title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", " ").strip();
    Set<String> own = new LinkedHashSet<>();
    if (!name.isEmpty()) {
      own.add(name);
      own.addAll(List.of(name.split(" ", -1)));
      own.add(name.replaceFirst(" (api|server|service|app|backend)$", ""));
    }
    List<String> words = new ArrayList<>(WORDS);
    words.addAll(own);
    List<String> before = new ArrayList<>(BEFORE);
    before.addAll(own);
    return Stream.of(
            PUBLISHED.stream(),
            words.stream().flatMap(DemoJwtSecrets::written).flatMap(DemoJwtSecrets::numbered),
            words.stream().flatMap(DemoJwtSecrets::written).flatMap(DemoJwtSecrets::repeated),
            phrases(before),
            shortTexts())
        .flatMap(Function.identity());
  }

  private static Stream<String> phrases(List<String> before) {
    return before.stream()
        .flatMap(
            first ->
                CORE.stream()
                    .flatMap(
                        core ->
                            AFTER.stream().map(last -> (first + " " + core + " " + last).strip())))
        .flatMap(DemoJwtSecrets::written)
        .flatMap(phrase -> Stream.of(phrase, phrase + "123", phrase + "!"));
  }

  /// A phrase with each separator: in lower case, in upper case and with capitals.
  private static Stream<String> written(String phrase) {
    String capitals = capitals(phrase);
    return SEPARATORS.stream()
        .flatMap(
            separator ->
                Stream.of(phrase, phrase.toUpperCase(Locale.ROOT), capitals)
                    .map(each -> each.replace(" ", separator)))
        .distinct();
  }

  private static String capitals(String phrase) {
    StringBuilder text = new StringBuilder(phrase);
    for (int i = 0; i < text.length(); i++) {
      if (i == 0 || text.charAt(i - 1) == ' ') {
        text.setCharAt(i, Character.toUpperCase(text.charAt(i)));
      }
    }
    return text.toString();
  }

  private static Stream<String> numbered(String word) {
    return NUMBERS.stream().map(number -> word + number);
  }

  private static Stream<String> repeated(String word) {
    return word.isEmpty()
        ? Stream.empty()
        : LENGTHS.stream()
            .map(length -> word.repeat(length / word.length() + 1).substring(0, length));
  }

  private static Stream<String> shortTexts() {
    List<String> letters = SHORT.chars().mapToObj(Character::toString).toList();
    List<String> repeated = letters.stream().flatMap(DemoJwtSecrets::repeated).toList();
    Stream<String> pairs = letters.stream().flatMap(a -> letters.stream().map(b -> a + b));
    Stream<String> triples =
        letters.stream()
            .flatMap(a -> letters.stream().flatMap(b -> letters.stream().map(c -> a + b + c)));
    return Stream.of(letters.stream(), repeated.stream(), pairs, triples)
        .flatMap(Function.identity());
  }
}

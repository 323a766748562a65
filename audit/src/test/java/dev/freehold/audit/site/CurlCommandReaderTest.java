package dev.freehold.audit.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.freehold.audit.site.CurlCommandReader.CurlRequest;
import dev.freehold.audit.site.CurlCommandReader.InvalidCurlException;
import dev.freehold.client.ClientRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Reads commands as browsers and people write them.
final class CurlCommandReaderTest {
  private static final String CHROME =
      """
      curl 'http://localhost:8000/api/login?next=%2F' \\
        -H 'Accept: application/json' \\
        -H 'Accept-Encoding: gzip, deflate' \\
        -H 'Content-Type: application/json' \\
        -b 'csrftoken=abc; theme=dark' \\
        -H 'X-CSRFToken: abc' \\
        --data-raw $'{"email":"ann@example.com","password":"it\\'s \\u00e4\\n"}' \\
        --compressed \\
        --insecure
      """;

  private static List<CurlRequest> read(String text) {
    return CurlCommandReader.read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> headers(ClientRequest call) {
    return call.headers().stream().map(each -> each.name() + ": " + each.value()).toList();
  }

  @Test
  void aRequestOfABrowserIsRead() {
    CurlRequest read = read(CHROME).getFirst();
    assertThat(read.origin()).isEqualTo(URI.create("http://localhost:8000"));
    assertThat(read.call().toString()).isEqualTo("POST /api/login?next=%2F");
    assertThat(read.call().bodyText())
        .isEqualTo("{\"email\":\"ann@example.com\",\"password\":\"it's \u00e4\n\"}");
    assertThat(headers(read.call()))
        .containsExactlyInAnyOrder(
            "Accept: application/json",
            "Content-Type: application/json",
            "Cookie: csrftoken=abc; theme=dark",
            "X-CSRFToken: abc");
  }

  static Stream<Arguments> commands() {
    return Stream.of(
        arguments("curl localhost:8000", "GET /", ""),
        arguments("curl -XPUT https://a.example/b", "PUT /b", ""),
        arguments(
            "curl -X POST \"http://a/\\\"b\\\"\" # a comment".replace("\\\"b\\\"", "b"),
            "POST /b",
            ""),
        arguments("curl http://a/b -d c=1 -d d=2", "POST /b", "c=1&d=2"),
        arguments("curl http://a/b --data-urlencode 'c=1 2' -s", "POST /b", "c=1%202"),
        arguments("curl --json '{\"c\":1}' --url http://a/b", "POST /b", "{\"c\":1}"),
        arguments("curl --request=PATCH http://a/b -d\"x\\\\y\"", "PATCH /b", "x\\y"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aCommandOfAPersonIsRead(String text, String line, String body) {
    ClientRequest call = read(text).getFirst().call();
    assertThat(call.toString()).isEqualTo(line);
    assertThat(call.bodyText()).isEqualTo(body);
  }

  @Test
  void namesAndPasswordsAndSeveralCommandsAreRead() {
    List<CurlRequest> both = read("curl -u ann:secret http://a/b\n\ncurl http://a/b -u 'bob:s'\n");
    assertThat(both).hasSize(2);
    assertThat(headers(both.getFirst().call()))
        .containsExactly("Authorization: Basic YW5uOnNlY3JldA==");
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        arguments("curl http://a/b -F photo=@a.png", "the option -F is not supported"),
        arguments("curl http://a/b -d @secret.json", "-d names a file; write the body itself"),
        arguments("curl http://a/b -b cookies.txt", "-b names a file"),
        arguments("curl http://a/b -H", "the option -H has no value"),
        arguments("curl http://a/b -H secret", "-H needs a name, a colon and a value"),
        arguments("curl\n", "a command has no address"),
        arguments("curl http://a http://b", "two addresses"),
        arguments("curl 'ht tp://secret'", "an address that is no URL"),
        arguments("wget http://a", "does not begin with 'curl'"),
        arguments("curl http://a \\\n-d \"$secret\"", "line 2: a variable needs a shell"),
        arguments("curl http://a | jq", "line 1: '|' needs a shell"),
        arguments("curl http://a 'secret", "line 1: a quote is not closed"),
        arguments("curl ^\"http://a^\"", "copy the request as cURL for bash"),
        arguments("curl http://a -d $'\\q'", "the escape \\q is not known"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void whatCannotBeReadIsSaidWithoutItsText(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(InvalidCurlException.class)
        .hasMessageContaining(message)
        .extracting(Throwable::getMessage)
        .asString()
        .doesNotContain("secret");
  }
}

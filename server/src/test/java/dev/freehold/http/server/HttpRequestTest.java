package dev.freehold.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.testing.RawHttpTestClient;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tests how the server reads a request: path, query, body and client address.
// Line ends are part of what is tested, and a text block would hide them.
@SuppressWarnings("StringConcatToTextBlock")
class HttpRequestTest extends HttpServerFixture {
  @Test
  void optionsAnd405HaveAllow() throws Exception {
    RawHttpTestClient.Response options = request("OPTIONS", "/text");
    assertThat(options.status()).isEqualTo(204);
    assertThat(options.header("Allow")).isEqualTo("GET, HEAD, POST, DELETE, OPTIONS");
    assertThat(options.header("Content-Length")).isNull();
    for (String method : List.of("PUT", "TRACE", "FOO", "get")) {
      RawHttpTestClient.Response refused = request(method, "/text");
      assertThat(refused.status()).isEqualTo(405);
      assertThat(refused.errorCode()).isEqualTo("METHOD_NOT_ALLOWED");
      assertThat(refused.header("Allow")).isEqualTo("GET, HEAD, POST, DELETE, OPTIONS");
    }
    assertThat(request("OPTIONS", "*").status()).isEqualTo(204);
    assertThat(request("OPTIONS", "/nothing").status()).isEqualTo(404);
    assertThat(request("DELETE", "/text").header("Content-Length")).isNull();
  }

  @Test
  void pathsAreNotNormalized() throws Exception {
    assertThat(get("/items/a%20b").body()).contains("\"a b\"");
    assertThat(get("/items/%2541").body()).contains("\"%41\"");
    for (String path :
        List.of(
            "/items/",
            "/items//",
            "//items/a",
            "/items/a/",
            "/items/a%2fb",
            "/items/%00",
            "/items/..",
            "/items/%2e%2e",
            "/x/../text",
            "/./text",
            "/Text",
            "/text;a=b")) {
      assertThat(get(path).status()).as(path).isEqualTo(404);
    }
    for (String path :
        List.of("/items/%", "/items/%4", "/items/%zz", "/items/%ff", "/items/%c0%af")) {
      assertThat(get(path).errorCode()).as(path).isEqualTo("BAD_REQUEST");
    }
  }

  @Test
  void queriesAreDecodedInOrder() throws Exception {
    assertThat(get("/query?a=1&b=x+y%2Bz&a=%C3%A9&c").body())
        .contains(
            "name=a, value=1", "name=b, value=x y+z", "name=a, value=\u00e9", "name=c, value=]");
    RawHttpTestClient.Response bad = get("/query?a=%zz&b=%ff&%=1");
    assertThat(bad.errorCode()).isEqualTo("VALIDATION_ERROR");
    assertThat(bad.body()).contains("\"field\":\"a\"", "\"field\":\"b\"", "\"field\":\"%\"");
    assertThat(get("/query?" + "a&".repeat(101)).errorCode()).isEqualTo("VALIDATION_ERROR");
  }

  @Test
  void bodiesMustBeJson() throws Exception {
    for (String good :
        List.of(
            "application/json",
            "Application/JSON; charset=UTF-8",
            "application/json ;charset=\"utf-8\"")) {
      assertThat(post("Content-Type: " + good + "\r\n", "{}").status()).as(good).isEqualTo(200);
    }
    for (String bad :
        List.of(
            "",
            "Content-Type: text/plain\r\n",
            "Content-Type: application/jsonp\r\n",
            "Content-Type: application/json; charset=latin1\r\n",
            "Content-Type: application/json\r\nContent-Encoding: gzip\r\n")) {
      assertThat(post(bad, "{}").errorCode()).as(bad).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
    }
    assertThat(post("", "").status()).isEqualTo(200);
    // A route that reads no body accepts any body, and the connection stays open.
    try (RawHttpTestClient client = server.connect()) {
      client.send(
          "GET /text HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc" + "GET /text" + END);
      assertThat(client.read().status()).isEqualTo(200);
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  private static RawHttpTestClient.Response post(String headers, String body) throws Exception {
    return server.send(
        "POST /text HTTP/1.1\r\nHost: x\r\n"
            + headers
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  @Test
  void continueIsSentWhenTheBodyIsRead() throws Exception {
    String head =
        " HTTP/1.1\r\n"
            + "Host: x\r\n"
            + "Content-Type: application/json\r\n"
            + "Content-Length: 2\r\n"
            + "Expect: 100-continue\r\n\r\n";
    try (RawHttpTestClient client = server.connect()) {
      assertThat(client.send("POST /text" + head).read().status()).isEqualTo(100);
      assertThat(client.send("{}").read().body()).contains("{}");
    }
    try (RawHttpTestClient client = server.connect()) {
      RawHttpTestClient.Response refused = client.send("POST /nothing" + head).read();
      assertThat(refused.status()).isEqualTo(404);
      assertThat(refused.header("Connection")).isEqualTo("close");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void theClientAddressIsTheLastUntrustedHop() throws Exception {
    assertThat(get("/peer").body()).contains("\"127.0.0.1\"");
    assertThat(get("/peer", "X-Forwarded-For: 203.0.113.9, 198.51.100.7").body())
        .contains("\"198.51.100.7\"");
    assertThat(get("/peer", "X-Forwarded-For: 203.0.113.9", "X-Forwarded-For: 127.0.0.3").body())
        .contains("\"203.0.113.9\"");
    assertThat(get("/peer", "X-Forwarded-For: 203.0.113.9, junk").body()).contains("\"127.0.0.1\"");
    ClientAddressResolver noTrustedProxy = new ClientAddressResolver(List.of());
    assertThat(noTrustedProxy.resolve("192.0.2.1", List.of("203.0.113.9"))).isEqualTo("192.0.2.1");
    ClientAddressResolver six = new ClientAddressResolver(List.of("2001:db8::/33", "10.1.2.3"));
    assertThat(six.resolve("2001:db8:7fff::1", List.of("[2001:db8:8000::1]:99")))
        .isEqualTo("2001:db8:8000::1");
    assertThat(six.resolve("::ffff:10.1.2.3", List.of("203.0.113.9:1234")))
        .isEqualTo("203.0.113.9");
    for (String wrong : List.of("example.com", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "")) {
      assertThatThrownBy(() -> new ClientAddressResolver(List.of(wrong)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}

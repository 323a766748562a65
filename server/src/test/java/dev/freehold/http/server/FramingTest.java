package dev.freehold.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.event.Event;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import dev.freehold.testing.HttpTestServer;
import dev.freehold.testing.RawHttpTestClient;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/// Tests request smuggling: framing that two parsers may read differently gets a 400 and closes the
/// connection (RFC 9112 sections 2.2, 3.2, 5 and 6).
class FramingTest {
  private static HttpTestServer server;

  @BeforeAll
  static void start() {
    server =
        HttpTestServer.of(
            List.of(
                new Route(
                    RequestMethod.POST,
                    "/echo",
                    Route.Body.JSON,
                    request ->
                        Future.succeededFuture(
                            ReplyEnvelope.data(
                                200, out -> out.writeNumber(request.body().length())))),
                new Route(
                    RequestMethod.GET,
                    "/ok",
                    Route.Body.IGNORED,
                    _ -> Future.succeededFuture(ReplyEnvelope.data(200, out -> out.writeNull())))));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void forget() {
    server.clearEvents();
  }

  private static final String POST = "POST /echo HTTP/1.1\r\nContent-Type: application/json\r\n";
  private static final String CHUNKED = POST + "Host: x\r\nTransfer-Encoding: chunked\r\n\r\n";

  static final List<Arguments> REFUSED =
      Stream.of(
              "two lengths|" + POST + "Host: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
              "the same length twice|"
                  + POST
                  + "Host: x\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
              "two authorizations|"
                  + POST
                  + "Host: x\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n",
              "two teams|" + POST + "Host: x\r\nTeam-Id: a\r\nteam-id: b\r\n\r\n",
              "two keys|" + POST + "Host: x\r\nIdempotency-Key: a\r\nIdempotency-Key: a\r\n\r\n",
              "two content types|" + POST + "Host: x\r\nContent-Type: application/json\r\n\r\n",
              "an endless line before a chunk|" + CHUNKED + "2;" + "x".repeat(20_000),
              "a list of lengths|" + POST + "Host: x\r\nContent-Length: 2, 2\r\n\r\n{}",
              "a signed length|" + POST + "Host: x\r\nContent-Length: +2\r\n\r\n{}",
              "a negative length|" + POST + "Host: x\r\nContent-Length: -2\r\n\r\n{}",
              "a hexadecimal length|" + POST + "Host: x\r\nContent-Length: 0x2\r\n\r\n{}",
              "an empty length|" + POST + "Host: x\r\nContent-Length: \r\n\r\n{}",
              "an overflowing length|"
                  + POST
                  + "Host: x\r\nContent-Length: 99999999999999999999\r\n\r\n{}",
              "length and chunked|"
                  + POST
                  + "Host: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
              "chunked and length|"
                  + POST
                  + "Host: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n",
              "an unknown coding|" + POST + "Host: x\r\nTransfer-Encoding: gzip\r\n\r\n",
              "identity|" + POST + "Host: x\r\nTransfer-Encoding: identity\r\n\r\n{}",
              "two codings|"
                  + POST
                  + "Host: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
              "chunked not last|"
                  + POST
                  + "Host: x\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
              "chunked twice|"
                  + POST
                  + "Host: x\r\n"
                  + "Transfer-Encoding: chunked\r\n"
                  + "Transfer-Encoding: chunked\r\n\r\n"
                  + "0\r\n\r\n",
              "a hidden coding|"
                  + POST
                  + "Host: x\r\nTransfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n",
              "chunked in HTTP/1.0|"
                  + "POST /echo HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
              "a tab after the method|GET\t/ok HTTP/1.1\r\nHost: x\r\n\r\n",
              "a tab before the version|GET /ok\tHTTP/1.1\r\nHost: x\r\n\r\n",
              "two spaces after the method|GET  /ok HTTP/1.1\r\nHost: x\r\n\r\n",
              "two spaces before the version|GET /ok  HTTP/1.1\r\nHost: x\r\n\r\n",
              "a space before the method| GET /ok HTTP/1.1\r\nHost: x\r\n\r\n",
              "a space after the version|GET /ok HTTP/1.1 \r\nHost: x\r\n\r\n",
              "bare LF in the request line|GET /ok HTTP/1.1\nHost: x\r\n\r\n",
              "bare LF in a header|GET /ok HTTP/1.1\r\nHost: x\nA: b\r\n\r\n",
              "bare LF at the end|GET /ok HTTP/1.1\r\nHost: x\r\n\n",
              "bare CR in a value|GET /ok HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n",
              "NUL in a value|GET /ok HTTP/1.1\r\nHost: x\r\nA: b\u0000c\r\n\r\n",
              "a folded line|GET /ok HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n",
              "a line folded by a tab|GET /ok HTTP/1.1\r\nHost: x\r\nA: b\r\n\tc\r\n\r\n",
              "a fold before the first header|GET /ok HTTP/1.1\r\n Host: x\r\n\r\n",
              "space before the colon|GET /ok HTTP/1.1\r\nHost : x\r\n\r\n",
              "space in a name|GET /ok HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n",
              "no colon|GET /ok HTTP/1.1\r\nHost: x\r\nAbc\r\n\r\n",
              "an empty name|GET /ok HTTP/1.1\r\nHost: x\r\n: c\r\n\r\n",
              "no Host|GET /ok HTTP/1.1\r\n\r\n",
              "two Hosts|GET /ok HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n",
              "an empty Host|GET /ok HTTP/1.1\r\nHost: \r\n\r\n",
              "a Host with a path|GET /ok HTTP/1.1\r\nHost: x/y\r\n\r\n",
              "a Host with a user|GET /ok HTTP/1.1\r\nHost: a@x\r\n\r\n",
              "two Hosts in HTTP/1.0|GET /ok HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n",
              "HTTP/0.9|GET /ok\r\n\r\n",
              "HTTP/1.2|GET /ok HTTP/1.2\r\nHost: x\r\n\r\n",
              "HTTP/2.0|GET /ok HTTP/2.0\r\nHost: x\r\n\r\n",
              "the preface of HTTP/2|PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
              "no protocol|GET /ok FTP/1.1\r\nHost: x\r\n\r\n",
              "a lower-case protocol|GET /ok http/1.1\r\nHost: x\r\n\r\n",
              "a space in the address|GET /o k HTTP/1.1\r\nHost: x\r\n\r\n",
              "a fragment|GET /ok#a HTTP/1.1\r\nHost: x\r\n\r\n",
              "a raw byte in the address|GET /\u00e9 HTTP/1.1\r\nHost: x\r\n\r\n",
              "a relative address|GET ok HTTP/1.1\r\nHost: x\r\n\r\n",
              "an asterisk|GET * HTTP/1.1\r\nHost: x\r\n\r\n",
              "an authority|CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n",
              "an unknown expectation|"
                  + POST
                  + "Host: x\r\nExpect: 200-ok\r\nContent-Length: 2\r\n\r\n{}",
              "TLS|\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n",
              "a chunk size that is none|" + CHUNKED + "xyz\r\n{}\r\n0\r\n\r\n",
              "a signed chunk size|" + CHUNKED + "+2\r\n{}\r\n0\r\n\r\n",
              "a negative chunk size|" + CHUNKED + "-2\r\n{}\r\n0\r\n\r\n",
              "a prefixed chunk size|" + CHUNKED + "0x2\r\n{}\r\n0\r\n\r\n",
              "an overflowing chunk size|" + CHUNKED + "fffffffffffffffff\r\n{}\r\n0\r\n\r\n",
              "an empty chunk size|" + CHUNKED + "\r\n{}\r\n0\r\n\r\n",
              "a chunk that is too long|" + CHUNKED + "2\r\n{}x\r\n0\r\n\r\n",
              "bare LF after a chunk size|" + CHUNKED + "2\n{}\r\n0\r\n\r\n",
              "bare LF after a chunk|" + CHUNKED + "2\r\n{}\n0\r\n\r\n",
              "bare LF in a chunk extension|" + CHUNKED + "2;a\n{}\r\n0\r\n\r\n")
          .map(row -> row.split("\\|", 2))
          .map(row -> Arguments.of(row[0], row[1]))
          .toList();

  @ParameterizedTest(name = "{0}")
  @FieldSource("REFUSED")
  void ambiguousFramingIs400AndClosesTheConnection(String name, String request) throws Exception {
    try (RawHttpTestClient client = server.connect()) {
      // The smuggled bytes must not be read as a request.
      client.send(request + "GET /ok HTTP/1.1\r\nHost: x\r\n\r\n");
      RawHttpTestClient.Response response = client.read();
      assertThat(response.status()).as(name + response.body()).isEqualTo(400);
      assertThat(response.errorCode()).isEqualTo("BAD_REQUEST");
      assertThat(response.header("Connection")).isEqualTo("close");
      assertThat(client.isClosed()).as(name).isTrue();
    }
    assertThat(server.event())
        .isInstanceOfSatisfying(
            Event.RequestCompleted.class, e -> assertThat(e.status()).isEqualTo(400));
    assertThat(server.isQuiet()).isTrue();
  }

  static final List<Arguments> SERVED =
      Stream.of(
              "a length|" + POST + "Host: x\r\nContent-Length: 2\r\n\r\n{}",
              "chunks|" + CHUNKED + "1\r\n{\r\n1\r\n}\r\n0\r\n\r\n",
              "a chunk extension|" + CHUNKED + "2;a=b\r\n{}\r\n0\r\n\r\n",
              "trailers|" + CHUNKED + "2\r\n{}\r\n0\r\nA: b\r\n\r\n",
              "an absolute address|GET http://x/ok HTTP/1.1\r\nHost: x\r\n\r\n",
              "a port|GET /ok HTTP/1.1\r\nHost: x:8000\r\n\r\n",
              "an IPv6 host|GET /ok HTTP/1.1\r\nHost: [::1]:8000\r\n\r\n",
              "an empty line before|\r\nGET /ok HTTP/1.1\r\nHost: x\r\n\r\n",
              "an escaped letter|GET /o%6b HTTP/1.1\r\nHost: x\r\n\r\n",
              "an upgrade that is not taken|GET /ok HTTP/1.1\r\nHost: x\r\nConnection: Upgrade,"
                  + " HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n",
              "a web socket that is not taken|GET /ok HTTP/1.1\r\nHost: x\r\nConnection:"
                  + " Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version:"
                  + " 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
          .map(row -> row.split("\\|", 2))
          .map(row -> Arguments.of(row[0], row[1]))
          .toList();

  @ParameterizedTest(name = "{0}")
  @FieldSource("SERVED")
  void validFramingIsServedAndKeepsTheConnection(String name, String request) throws Exception {
    try (RawHttpTestClient client = server.connect()) {
      RawHttpTestClient.Response first = client.send(request).read();
      assertThat(first.status()).as(name + first.body()).isEqualTo(200);
      assertThat(client.send("GET /ok HTTP/1.1\r\nHost: x\r\n\r\n").read().status()).isEqualTo(200);
    }
    assertThat(server.event()).isInstanceOf(Event.RequestCompleted.class);
    assertThat(server.event()).isInstanceOf(Event.RequestCompleted.class);
  }

  /// Sends the bytes one at a time: the rules must not depend on packet boundaries.
  @Test
  void foldedLinesAreFoundAcrossPackets() throws Exception {
    try (RawHttpTestClient client = server.connect()) {
      for (char c : "GET /ok HTTP/1.1\r\nHost: x\r\nA: b\r\n".toCharArray()) {
        client.send(String.valueOf(c));
      }
      assertThat(client.send(" c\r\n\r\n").read().status()).isEqualTo(400);
    }
    server.event();
    try (RawHttpTestClient client = server.connect()) {
      for (char c : (CHUNKED + "1\r\n \r\n1\r\n1\r\n0\r\n\r\n").toCharArray()) {
        client.send(String.valueOf(c));
      }
      assertThat(client.read().status()).isEqualTo(200);
    }
    server.event();
  }
}

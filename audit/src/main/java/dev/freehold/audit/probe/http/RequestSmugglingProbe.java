package dev.freehold.audit.probe.http;

import dev.freehold.audit.AuditFinding;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.client.ClientResponse;
import dev.freehold.client.RawHttpClient.RawResponse;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Sends requests with ambiguous length. The server must refuse them (RFC 9112 sections 6.1 and
/// 6.3).
public final class RequestSmugglingProbe extends AbstractProbe {
  public RequestSmugglingProbe() {
    super(
        "http.framing",
        "a request with an ambiguous length is refused",
        false,
        ChecklistItem.SECURITY);
  }

  @Override
  public ProbeVerdict run(Site site) {
    List<AuditFinding> findings = new ArrayList<>();
    Map<String, String> requests = requests(authority(site.base()));
    requests.forEach((words, request) -> ask(site, words, request).ifPresent(findings::add));
    return ProbeVerdict.of(requests.size(), findings, "");
  }

  private static String authority(String base) {
    return URI.create(base).getRawAuthority();
  }

  private static Map<String, String> requests(String host) {
    String start =
        "POST /zq-no-such-path HTTP/1.1\r\nHost: "
            + host
            + "\r\nContent-Type: application/json\r\n";
    String next = "GET /zq-smuggled HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    Map<String, String> all = new LinkedHashMap<>();
    all.put(
        "Content-Length and Transfer-Encoding",
        start + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + next);
    all.put(
        "two different Content-Length headers",
        start + "Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}" + next);
    all.put("a Content-Length with a sign", start + "Content-Length: +2\r\n\r\n{}" + next);
    all.put(
        "an unknown Transfer-Encoding",
        start + "Transfer-Encoding: xchunked\r\nContent-Length: 2\r\n\r\n{}" + next);
    all.put("a space before the colon", start + "Content-Length : 2\r\n\r\n{}" + next);
    all.put(
        "a chunk size with a sign",
        start + "Transfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n0\r\n\r\n" + next);
    return all;
  }

  private Optional<AuditFinding> ask(Site site, String words, String request) {
    RawResponse received = site.sendRaw(request);
    List<ClientResponse> answers = received.responses();
    boolean refused =
        answers.isEmpty()
            || answers.getFirst().status() == 400
            || answers.getFirst().status() == 501
            || answers.getFirst().status() == 411;
    if (refused && answers.size() <= 1) {
      return Optional.empty();
    }
    boolean goesOn = answers.size() > 1;
    Severity severity = goesOn && !refused ? Severity.MEDIUM : Severity.LOW;
    return Optional.of(
        new AuditFinding(
            id(),
            severity,
            goesOn
                ? "Request smuggling: a request with an ambiguous length is accepted and its"
                    + " rest is read as the next request"
                : "A request with an ambiguous length is accepted",
            "every path",
            words
                + ": the response is "
                + answers.stream().map(each -> "" + each.status()).toList(),
            Optional.empty(),
            Weakness.REQUEST_SMUGGLING,
            "Return 400 and close the connection. If the server cannot, put a proxy in front"
                + " that does."));
  }
}

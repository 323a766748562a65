package dev.freehold.audit.probe.access;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.DeclaredAccess;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.ForeignRows;
import dev.freehold.audit.probe.PublicOperations;
import dev.freehold.audit.probe.RowSnapshot;
import dev.freehold.client.ClientRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Tries to bypass authorization: paths that an authorization check and a router may parse
/// differently, and headers that override path, method or client address.
public final class AuthorizationBypassProbe extends AbstractProbe {
  private static final String REMEDY =
      "Authorize the matched route, not the text of its path. Ignore headers that override the"
          + " path or the method. Accept a client address only from a trusted proxy.";

  public AuthorizationBypassProbe() {
    super(
        "guard.detours",
        "no path variant, method or header bypasses authorization",
        true,
        ChecklistItem.PROTECTED);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    // All routes of a server usually share one authorization check, so a few routes are enough.
    ForeignRows rows = new ForeignRows(site, site.anonymous());
    site.collections().stream()
        .filter(each -> each.read().isPresent() && !DeclaredAccess.allowsEveryUserToRead(each))
        .flatMap(each -> rows.hidden(each).stream())
        .filter(row -> row.target().isPresent())
        .limit(3)
        .forEach(row -> go(site, rows, row, findings));
    return findings.verdict("no owned row could be created and read by id");
  }

  private static void go(Site site, ForeignRows rows, AuditRow row, FindingCollector findings) {
    List<String> targets = new ArrayList<>(List.of(row.target().orElseThrow()));
    if (row.collection()
        .list()
        .filter(list -> !PublicOperations.isPublic(site, list))
        .isPresent()) {
      targets.add(row.listTarget());
    }
    for (String target : targets) {
      for (ClientRequest call : reads(target)) {
        AuditExchange exchange = site.send(site.anonymous(), call);
        Optional<String> seen = rows.leak(row, exchange);
        if (seen.isPresent()) {
          found(findings, row, exchange, site.anonymous(), seen.get());
          return;
        }
        findings.countCheck();
      }
    }
    overrides(site, row.collection(), findings);
  }

  private static List<ClientRequest> reads(String target) {
    String upper = target.toUpperCase(Locale.ROOT);
    int slash = target.lastIndexOf('/');
    String last = target.substring(slash + 1);
    String encoded = "%" + Integer.toHexString(last.charAt(0)) + last.substring(1);
    List<ClientRequest> calls = new ArrayList<>();
    for (String odd :
        List.of(
            target + "/",
            target + "//",
            "/" + target,
            target.substring(0, slash) + "//" + last,
            target.substring(0, slash) + "/./" + last,
            target.substring(0, slash) + "/x/../" + last,
            target.substring(0, slash) + "/%2e/" + last,
            target.substring(0, slash + 1) + encoded,
            target + ";a=b",
            target + ".json",
            target + "%20",
            target + "%00",
            target + "?",
            target + "%3f",
            upper)) {
      calls.add(ClientRequest.get(odd));
    }
    for (String header : List.of("X-Original-URL", "X-Rewrite-URL")) {
      calls.add(ClientRequest.get("/").header(header, target));
    }
    for (String header : List.of("X-Forwarded-For", "X-Real-IP", "X-Client-IP", "Forwarded")) {
      String address = header.equals("Forwarded") ? "for=127.0.0.1" : "127.0.0.1";
      calls.add(ClientRequest.get(target).header(header, address));
    }
    calls.add(ClientRequest.of("POST", target).header("X-HTTP-Method-Override", "GET").json("{}"));
    calls.add(ClientRequest.of("OPTIONS", target));
    return calls;
  }

  private static void overrides(
      Site site, ResourceCollection collection, FindingCollector findings) {
    for (AuditUser user : List.of(site.anonymous(), site.userB())) {
      Optional<AuditRow> made =
          collection
              .delete()
              .flatMap(delete -> new ForeignRows(site, user).fresh(collection, delete));
      if (made.isEmpty() || made.get().target().isEmpty()) {
        continue;
      }
      RowSnapshot rowSnapshot = RowSnapshot.of(site, made.get());
      for (ClientRequest call : overriding(made.get().target().get())) {
        AuditExchange exchange = site.send(user, call);
        Optional<String> harm = rowSnapshot.damage();
        if (harm.isPresent()) {
          found(findings, made.get(), exchange, user, harm.get());
          return;
        }
        findings.countCheck();
      }
    }
  }

  private static List<ClientRequest> overriding(String target) {
    List<ClientRequest> calls = new ArrayList<>();
    for (String header : List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")) {
      calls.add(ClientRequest.get(target).header(header, "DELETE"));
      calls.add(ClientRequest.of("POST", target).header(header, "DELETE").json("{}"));
    }
    calls.add(ClientRequest.get(target).query("_method", "DELETE"));
    return calls;
  }

  private static void found(
      FindingCollector findings,
      AuditRow row,
      AuditExchange exchange,
      AuditUser user,
      String what) {
    findings.addFinding(
        Severity.CRITICAL,
        "Broken function level authorization: the check of a route can be bypassed",
        row.collection(),
        exchange.status() + " for " + user + " for " + exchange.call() + ": " + what,
        exchange,
        Weakness.BROKEN_FUNCTION_AUTHORIZATION,
        REMEDY);
  }
}

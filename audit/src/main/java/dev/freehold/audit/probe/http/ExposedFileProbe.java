package dev.freehold.audit.probe.http;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.NonexistentValue;
import dev.freehold.client.ClientRequest;
import java.util.Map;
import java.util.regex.Pattern;

/// Requests files and consoles that must not be public.
public final class ExposedFileProbe extends AbstractProbe {
  private static final Map<String, Pattern> FILES =
      Map.ofEntries(
          Map.entry("/.env", Pattern.compile("(?m)^[A-Z][A-Z0-9_]*=")),
          Map.entry("/.env.local", Pattern.compile("(?m)^[A-Z][A-Z0-9_]*=")),
          Map.entry("/.git/HEAD", Pattern.compile("^ref: refs/")),
          Map.entry("/.git/config", Pattern.compile("\\[core\\]")),
          Map.entry(
              "/config.json",
              Pattern.compile("(?i)\"\\w*(secret|password|database_?url)\"\\s*:\\s*\"[^\"]{4,}\"")),
          Map.entry("/actuator/env", Pattern.compile("propertySources")),
          Map.entry("/actuator/configprops", Pattern.compile("\"contexts\"|\"beans\"")),
          Map.entry("/actuator/mappings", Pattern.compile("dispatcherServlets?")),
          Map.entry("/actuator/loggers", Pattern.compile("configuredLevel")),
          Map.entry("/env", Pattern.compile("propertySources|DATABASE_URL|SECRET")),
          Map.entry("/debug", Pattern.compile("(?i)traceback|environ|secret_key|database_url")),
          Map.entry("/debug/default/view", Pattern.compile("(?i)yii debugger")),
          Map.entry("/_profiler/phpinfo", Pattern.compile("phpinfo\\(\\)")),
          Map.entry("/telescope/requests", Pattern.compile("(?i)laravel telescope")),
          Map.entry("/h2-console/", Pattern.compile("H2 Console")),
          Map.entry("/package.json", Pattern.compile("\"dependencies\"")),
          Map.entry("/requirements.txt", Pattern.compile("(?m)^[A-Za-z0-9_.-]+==\\d")),
          Map.entry("/.npmrc", Pattern.compile("_authToken")),
          Map.entry("/.aws/credentials", Pattern.compile("aws_secret_access_key")),
          Map.entry("/actuator/heapdump", Pattern.compile("^JAVA PROFILE")),
          Map.entry("/debug/vars", Pattern.compile("cmdline")),
          Map.entry("/debug/pprof/", Pattern.compile("goroutine")),
          Map.entry("/phpinfo.php", Pattern.compile("phpinfo\\(\\)")),
          Map.entry("/console", Pattern.compile("Werkzeug|EVALEX")),
          Map.entry("/server-status", Pattern.compile("Apache Server Status")),
          Map.entry("/docker-compose.yml", Pattern.compile("(?m)^services:")),
          Map.entry("/compose.yaml", Pattern.compile("(?m)^services:")),
          Map.entry("/freehold.yaml", Pattern.compile("(?m)^freehold:")),
          Map.entry("/main.py", Pattern.compile("(?m)^(import|from) ")),
          Map.entry("/backup.sql", Pattern.compile("(?i)create table|insert into")));

  private final FindingCollector findings = new FindingCollector(this);

  public ExposedFileProbe() {
    super(
        "config.exposed",
        "no configuration file, source file or console is served",
        true,
        ChecklistItem.SECRETS);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FILES.forEach(
        (path, content) -> {
          AuditExchange exchange = site.send(site.anonymous(), ClientRequest.get(path));
          findings.countCheck();
          if (isServed(exchange, content) && !isServedForAnyName(site, path, content)) {
            findings.addFinding(
                Severity.CRITICAL,
                "Security misconfiguration: a private file is served",
                "GET " + path,
                "200 with the content of such a file",
                exchange,
                Weakness.misconfiguration("13.4.3"),
                "Serve files from a fixed map of names. Replace every secret in the exposed"
                    + " file.");
          }
        });
    return findings.verdict("");
  }

  private static boolean isServed(AuditExchange exchange, Pattern content) {
    return exchange.status() == 200 && content.matcher(exchange.answer().text()).find();
  }

  /// Some servers answer every path with one page, which can have words of a file.
  private static boolean isServedForAnyName(Site site, String path, Pattern content) {
    String other = path + NonexistentValue.randomWord();
    return isServed(site.send(site.anonymous(), ClientRequest.get(other)), content);
  }
}

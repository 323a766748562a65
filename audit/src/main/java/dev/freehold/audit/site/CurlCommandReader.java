package dev.freehold.audit.site;

import dev.freehold.client.ClientRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads requests from `curl` commands, as a browser writes them ("Copy as cURL").
public final class CurlCommandReader {
  /// Options that say nothing about the request itself.
  private static final Set<String> FLAGS =
      Set.of(
          "--compressed",
          "-s",
          "--silent",
          "-S",
          "--show-error",
          "-i",
          "--include",
          "-v",
          "--verbose",
          "-k",
          "--insecure",
          "-L",
          "--location",
          "-g",
          "--globoff",
          "-f",
          "--fail",
          "--path-as-is",
          "--http1.1",
          "--http2",
          "-sS",
          "-sSL",
          "-sL",
          "-N",
          "--no-buffer");

  private static final Set<String> FLAGS_WITH_VALUE =
      Set.of("-o", "--output", "-m", "--max-time", "--connect-timeout", "--cacert");

  /// Headers of the connection, and one whose answer would have to be unpacked.
  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "host",
          "connection",
          "content-length",
          "expect",
          "upgrade",
          "accept-encoding",
          "transfer-encoding",
          "te",
          "priority");

  private static final Pattern SHORT_WITH_VALUE = Pattern.compile("-[XHdbuAeom].+");
  private static final String FORM = "application/x-www-form-urlencoded";

  private @Nullable String url;
  private @Nullable String method;
  private final List<String[]> headers = new ArrayList<>();
  private final List<String> data = new ArrayList<>();
  private boolean json;

  private CurlCommandReader() {}

  /// A request to a server.
  ///
  /// @param origin scheme, host and port
  public record CurlRequest(URI origin, ClientRequest call) {}

  /// An invalid command. The message states the error, without the text of the command.
  public static final class InvalidCurlException extends RuntimeException {
    private static final long serialVersionUID = 1;

    InvalidCurlException(String message) {
      super(message);
    }
  }

  /// The requests of all commands in a text.
  ///
  /// @throws InvalidCurlException if one cannot be read
  public static List<CurlRequest> read(byte[] bytes) {
    try {
      List<CurlRequest> all = new ArrayList<>();
      for (List<String> words :
          ShellCommandReader.read(new String(bytes, StandardCharsets.UTF_8))) {
        all.add(new CurlCommandReader().request(words));
      }
      return List.copyOf(all);
    } catch (IllegalArgumentException e) {
      throw new InvalidCurlException(String.valueOf(e.getMessage()));
    }
  }

  private CurlRequest request(List<String> words) {
    if (!words.getFirst().equals("curl")) {
      throw new InvalidCurlException("a command does not begin with 'curl'");
    }
    Iterator<String> rest = words.subList(1, words.size()).iterator();
    while (rest.hasNext()) {
      String word = rest.next();
      if (!word.startsWith("-")) {
        url = only(url, word);
      } else if (!FLAGS.contains(word)) {
        option(word, rest);
      }
    }
    return request();
  }

  private static String only(@Nullable String known, String word) {
    if (known != null) {
      throw new InvalidCurlException("a command has two addresses; one request is read");
    }
    return word;
  }

  private void option(String word, Iterator<String> rest) {
    // -XPOST, -H'Accept: …' and --request=POST have the value in the same word.
    boolean isShort = SHORT_WITH_VALUE.matcher(word).matches();
    int equals = word.startsWith("--") ? word.indexOf('=') : -1;
    String name = isShort ? word.substring(0, 2) : equals > 0 ? word.substring(0, equals) : word;
    String value =
        isShort
            ? word.substring(2)
            : equals > 0 ? word.substring(equals + 1) : rest.hasNext() ? rest.next() : null;
    if (value == null) {
      throw new InvalidCurlException("the option " + name + " has no value, or is not supported");
    }
    switch (name) {
      case "-X", "--request" -> method = value;
      case "--url" -> url = only(url, value);
      case "-H", "--header" -> header(value);
      case "-A", "--user-agent" -> headers.add(new String[] {"User-Agent", value});
      case "-e", "--referer" -> headers.add(new String[] {"Referer", value});
      case "-b", "--cookie" -> {
        if (value.indexOf('=') < 0) {
          throw new InvalidCurlException("-b names a file; write the cookies as name=value");
        }
        headers.add(new String[] {"Cookie", value});
      }
      case "-u", "--user" -> {
        byte[] both = value.getBytes(StandardCharsets.UTF_8);
        headers.add(
            new String[] {"Authorization", "Basic " + Base64.getEncoder().encodeToString(both)});
      }
      case "-d", "--data", "--data-ascii", "--data-binary" -> data.add(inline(name, value));
      case "--data-raw" -> data.add(value);
      case "--data-urlencode" -> data.add(encoded(value));
      case "--json" -> {
        json = true;
        data.add(inline(name, value));
      }
      default -> {
        if (!FLAGS_WITH_VALUE.contains(name)) {
          throw new InvalidCurlException("the option " + name + " is not supported");
        }
      }
    }
  }

  private static String inline(String name, String value) {
    if (value.startsWith("@")) {
      throw new InvalidCurlException(name + " names a file; write the body itself");
    }
    return value;
  }

  private static String encoded(String value) {
    int equals = value.indexOf('=');
    if (equals < 0 && value.indexOf('@') >= 0) {
      throw new InvalidCurlException("--data-urlencode names a file; write the value itself");
    }
    return equals <= 0
        ? ClientRequest.encode(value.substring(equals + 1))
        : value.substring(0, equals + 1) + ClientRequest.encode(value.substring(equals + 1));
  }

  private void header(String line) {
    int colon = line.indexOf(':');
    if (colon < 1) {
      throw new InvalidCurlException("-H needs a name, a colon and a value");
    }
    headers.add(new String[] {line.substring(0, colon).strip(), line.substring(colon + 1).strip()});
  }

  private CurlRequest request() {
    if (url == null) {
      throw new InvalidCurlException("a command has no address");
    }
    URI uri = uri(url.contains("://") ? url : "http://" + url);
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    String verb = method != null ? method : data.isEmpty() ? "GET" : "POST";
    ClientRequest call = ClientRequest.of(verb, target);
    if (!data.isEmpty()) {
      call = call.body(json ? "application/json" : FORM, String.join(json ? "" : "&", data));
    }
    for (String[] each : headers) {
      if (each[0].equalsIgnoreCase("Content-Type")) {
        call = call.withoutHeader("Content-Type");
      }
      if (!OF_THE_CONNECTION.contains(each[0].toLowerCase(Locale.ROOT)) && !each[1].isEmpty()) {
        call = call.header(each[0], each[1]);
      }
    }
    return new CurlRequest(URI.create(uri.getScheme() + "://" + uri.getRawAuthority()), call);
  }

  private static URI uri(String text) {
    try {
      URI uri = new URI(text);
      if (uri.getHost() != null && uri.getRawUserInfo() == null) {
        return uri;
      }
    } catch (URISyntaxException _) {
      // Reported below, like every other address that cannot be used.
    }
    throw new InvalidCurlException("a command has an address that is no URL");
  }
}

package dev.freehold.http;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// The route table: a tree of segments made at start. A path matches to the letter after one
/// percent-decoding per segment; no dot segment, empty segment, encoded slash or control character
/// ever stands for anything else (K20). A literal segment is preferred to a parameter.
public final class Router {
  private static final Match NOT_FOUND = new Match.NotFound();
  private static final Match MALFORMED = new Match.Malformed();

  private final Node root = new Node("");

  /// Builds the table.
  ///
  /// @throws IllegalArgumentException where two routes answer the same requests, or a path is not
  ///   of the form that [Route] describes
  public Router(List<Route> routes) {
    for (Route route : routes) {
      add(route);
    }
    root.seal();
  }

  /// Finds what answers a request.
  ///
  /// @param method as it stood in the request, such as `GET`
  /// @param path as it stood in the request, without the query; starts with `/`
  public Match match(String method, String path) {
    if (!path.startsWith("/")) {
      return NOT_FOUND;
    }
    List<String> values = new ArrayList<>(2);
    Found found = new Found();
    find(root, path, 1, values, found);
    if (found.malformed) {
      return MALFORMED;
    }
    Node node = found.node;
    if (node == null) {
      return NOT_FOUND;
    }
    Route route = node.route(method);
    if (route != null) {
      return new Match.Found(route, node.names, values, node.allow);
    }
    return method.equals("OPTIONS")
        ? new Match.Options(node.allow)
        : new Match.MethodNotAllowed(node.allow);
  }

  private static final class Found {
    @Nullable Node node;
    boolean malformed;
  }

  /// Depth and branching are those of the table, not of the request: what is longer than every
  /// route ends early.
  private static boolean find(Node node, String path, int from, List<String> values, Found found) {
    int slash = path.indexOf('/', from);
    int to = slash < 0 ? path.length() : slash;
    String segment = Percent.decode(path, from, to, false);
    if (segment == null) {
      found.malformed = true;
      return true;
    }
    for (Node child : node.literals) {
      if (child.segment.equals(segment) && arrive(child, path, slash, values, found)) {
        return true;
      }
    }
    Node parameter = node.parameter;
    if (parameter != null && isValue(segment)) {
      int depth = values.size();
      values.add(segment);
      if (arrive(parameter, path, slash, values, found)) {
        return true;
      }
      values.subList(depth, values.size()).clear();
    }
    return false;
  }

  private static boolean arrive(
      Node node, String path, int slash, List<String> values, Found found) {
    if (slash >= 0) {
      return find(node, path, slash + 1, values, found);
    }
    if (node.routes.isEmpty()) {
      return false;
    }
    found.node = node;
    return true;
  }

  private static boolean isValue(String segment) {
    if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
      return false;
    }
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      if (c == '/' || c < ' ' || c == 0x7f) {
        return false;
      }
    }
    return true;
  }

  private void add(Route route) {
    String path = route.path();
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("A path starts with a slash: " + path);
    }
    Node node = root;
    List<String> names = new ArrayList<>();
    for (String segment : path.substring(1).split("/", -1)) {
      if (segment.startsWith("{") && segment.endsWith("}") && segment.length() > 2) {
        String name = segment.substring(1, segment.length() - 1);
        if (names.contains(name)) {
          throw new IllegalArgumentException("A parameter stands twice in " + path);
        }
        names.add(name);
        node = node.parameterChild();
      } else if (isLiteral(segment) || path.equals("/")) {
        node = node.literalChild(segment);
      } else {
        throw new IllegalArgumentException(
            "Not a segment of a route: '" + segment + "' in " + path);
      }
    }
    node.put(route, names);
  }

  /// Only characters that no client needs to escape (RFC 3986 section 2.3).
  private static boolean isLiteral(String segment) {
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      if (!(Ascii.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0)) {
        return false;
      }
    }
    return !segment.isEmpty() && !segment.equals(".") && !segment.equals("..");
  }

  private static final class Node {
    final String segment;
    final List<Node> literals = new ArrayList<>();
    final Map<Method, Route> routes = new EnumMap<>(Method.class);
    @Nullable Node parameter;
    List<String> names = List.of();
    String allow = "";

    Node(String segment) {
      this.segment = segment;
    }

    @Nullable Route route(String method) {
      return switch (method) {
        case "GET", "HEAD" -> routes.get(Method.GET);
        case "POST" -> routes.get(Method.POST);
        case "PUT" -> routes.get(Method.PUT);
        case "PATCH" -> routes.get(Method.PATCH);
        case "DELETE" -> routes.get(Method.DELETE);
        default -> null;
      };
    }

    Node parameterChild() {
      Node child = parameter;
      if (child == null) {
        child = new Node("");
        parameter = child;
      }
      return child;
    }

    Node literalChild(String text) {
      for (Node child : literals) {
        if (child.segment.equals(text)) {
          return child;
        }
      }
      Node child = new Node(text);
      literals.add(child);
      return child;
    }

    void put(Route route, List<String> parameterNames) {
      if (!routes.isEmpty() && !names.equals(parameterNames)) {
        throw new IllegalArgumentException(
            "Two names for the same parameter: " + route.path() + " and " + first().path());
      }
      if (routes.putIfAbsent(route.method(), route) != null) {
        throw new IllegalArgumentException(
            "Twice in the table: " + route.method() + " " + route.path());
      }
      names = List.copyOf(parameterNames);
    }

    Route first() {
      return routes.values().iterator().next();
    }

    void seal() {
      StringJoiner methods = new StringJoiner(", ");
      for (Method method : routes.keySet()) {
        methods.add(method.name());
        if (method == Method.GET) {
          methods.add("HEAD");
        }
      }
      allow = methods.add("OPTIONS").toString();
      literals.forEach(Node::seal);
      if (parameter != null) {
        parameter.seal();
      }
    }
  }
}

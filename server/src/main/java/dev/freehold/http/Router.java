package dev.freehold.http;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// The route table, a tree of path segments built at startup. Each segment is percent-decoded once
/// and compared exactly: dot segments, empty segments, encoded slashes and control characters are
/// never normalized (K20). A literal segment takes precedence over a parameter.
public final class Router {
  private static final RoutingResult NOT_FOUND = new RoutingResult.NoRoute();
  private static final RoutingResult MALFORMED = new RoutingResult.MalformedPath();

  private final Node root = new Node("");

  /// Builds the table.
  ///
  /// @throws IllegalArgumentException if two routes match the same requests, or a path does not
  ///   have the form that [Route] describes
  public Router(List<Route> routes) {
    for (Route route : routes) {
      add(route);
    }
    root.seal();
  }

  /// Finds the route of a request.
  ///
  /// @param method as in the request line, such as `GET`
  /// @param path as in the request line, without the query; starts with `/`
  public RoutingResult match(String method, String path) {
    if (!path.startsWith("/")) {
      return NOT_FOUND;
    }
    List<String> values = new ArrayList<>(2);
    SearchState searchState = new SearchState();
    find(root, path, 1, values, searchState);
    if (searchState.malformed) {
      return MALFORMED;
    }
    Node node = searchState.node;
    if (node == null) {
      return NOT_FOUND;
    }
    Route route = node.route(method);
    if (route != null) {
      return new RoutingResult.RouteMatch(route, node.names, values, node.allow);
    }
    return method.equals("OPTIONS")
        ? new RoutingResult.OptionsMatch(node.allow)
        : new RoutingResult.MethodMismatch(node.allow);
  }

  private static final class SearchState {
    @Nullable Node node;
    boolean malformed;
  }

  /// Depth and branching are those of the table, not of the request: a longer path ends early.
  private static boolean find(
      Node node, String path, int from, List<String> values, SearchState searchState) {
    int slash = path.indexOf('/', from);
    int to = slash < 0 ? path.length() : slash;
    String segment = PercentDecoder.decode(path, from, to, false);
    if (segment == null) {
      searchState.malformed = true;
      return true;
    }
    for (Node child : node.literals) {
      if (child.segment.equals(segment) && arrive(child, path, slash, values, searchState)) {
        return true;
      }
    }
    Node parameter = node.parameter;
    if (parameter != null && isValue(segment)) {
      int depth = values.size();
      values.add(segment);
      if (arrive(parameter, path, slash, values, searchState)) {
        return true;
      }
      values.subList(depth, values.size()).clear();
    }
    return false;
  }

  private static boolean arrive(
      Node node, String path, int slash, List<String> values, SearchState searchState) {
    if (slash >= 0) {
      return find(node, path, slash + 1, values, searchState);
    }
    if (node.routes.isEmpty()) {
      return false;
    }
    searchState.node = node;
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
          throw new IllegalArgumentException("Duplicate parameter in " + path);
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

  /// Unreserved characters only (RFC 3986 section 2.3).
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
    final Map<RequestMethod, Route> routes = new EnumMap<>(RequestMethod.class);
    @Nullable Node parameter;
    List<String> names = List.of();
    String allow = "";

    Node(String segment) {
      this.segment = segment;
    }

    @Nullable Route route(String method) {
      return switch (method) {
        case "GET" -> routes.get(RequestMethod.GET);
        case "HEAD" -> {
          Route route = routes.get(RequestMethod.GET);
          yield route != null && route.head() ? route : null;
        }
        case "POST" -> routes.get(RequestMethod.POST);
        case "PUT" -> routes.get(RequestMethod.PUT);
        case "PATCH" -> routes.get(RequestMethod.PATCH);
        case "DELETE" -> routes.get(RequestMethod.DELETE);
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
            "Duplicate route: " + route.method() + " " + route.path());
      }
      names = List.copyOf(parameterNames);
    }

    Route first() {
      return routes.values().iterator().next();
    }

    void seal() {
      StringJoiner methods = new StringJoiner(", ");
      routes.forEach(
          (method, route) -> {
            methods.add(method.name());
            if (route.head()) {
              methods.add("HEAD");
            }
          });
      allow = methods.add("OPTIONS").toString();
      literals.forEach(Node::seal);
      if (parameter != null) {
        parameter.seal();
      }
    }
  }

  /// The result of a lookup.
  public sealed interface RoutingResult {

    /// A route and its path parameters.
    ///
    /// @param values the percent-decoded path parameters, in the order of the route
    /// @param names their names, at the same indexes
    /// @param allow the methods of the path
    record RouteMatch(Route route, List<String> names, List<String> values, String allow)
        implements RoutingResult {}

    /// OPTIONS on an existing path.
    record OptionsMatch(String allow) implements RoutingResult {}

    record NoRoute() implements RoutingResult {}

    /// The path exists without the method. `allow` is the `Allow` header (RFC 9110 section 10.2.1).
    record MethodMismatch(String allow) implements RoutingResult {}

    /// A segment is not percent-encoded UTF-8.
    record MalformedPath() implements RoutingResult {}
  }
}

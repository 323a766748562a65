package dev.freehold.type;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What an API key may do with each resource, at most: `notes:read`, `notes:write`, and `*` for every
/// resource. `write` includes `read`, because the answer to a write shows the row. A session has no
/// such limit.
///
/// @param readable names of resources, or [#EVERY]; includes the writable ones
/// @param writable names of resources, or [#EVERY]
public record KeyScopes(Set<String> readable, Set<String> writable) {
  public static final String EVERY = "*";

  /// No limit.
  public static final KeyScopes ALL = new KeyScopes(Set.of(EVERY), Set.of(EVERY));

  private static final String READ = ":read";
  private static final String WRITE = ":write";

  public KeyScopes {
    readable = Set.copyOf(readable);
    writable = Set.copyOf(writable);
  }

  /// Reads scopes as they were stored. One of a resource that no longer exists has no effect.
  public static KeyScopes of(Collection<String> scopes) {
    Set<String> readable = new HashSet<>();
    Set<String> writable = new HashSet<>();
    for (String scope : scopes) {
      if (scope.endsWith(WRITE)) {
        writable.add(name(scope.substring(0, scope.length() - WRITE.length())));
      } else if (scope.endsWith(READ)) {
        readable.add(name(scope.substring(0, scope.length() - READ.length())));
      }
    }
    readable.addAll(writable);
    return new KeyScopes(readable, writable);
  }

  /// The scopes of an API, in the order of its resources; those of all resources last.
  ///
  /// @param resources with rows that requests write
  /// @param readOnly others
  public static List<String> names(Collection<String> resources, Collection<String> readOnly) {
    List<String> names = new ArrayList<>();
    for (String resource : resources) {
      names.add(toRead(resource));
      names.add(toWrite(resource));
    }
    readOnly.forEach(resource -> names.add(toRead(resource)));
    names.add(toRead(EVERY));
    names.add(toWrite(EVERY));
    return List.copyOf(names);
  }

  /// Whether the key may read rows of the resource that its person may read.
  public boolean mayRead(String resource) {
    return readable.contains(EVERY) || readable.contains(name(resource));
  }

  /// Whether the key may write rows of the resource that its person may write.
  public boolean mayWrite(String resource) {
    return writable.contains(EVERY) || writable.contains(name(resource));
  }

  /// Profiles are `_people` inside, and `people` to clients.
  private static String name(String resource) {
    return resource.startsWith("_") ? resource.substring(1) : resource;
  }

  /// The scope to read rows of the resource.
  public static String toRead(String resource) {
    return name(resource) + READ;
  }

  /// The scope to write rows of the resource.
  public static String toWrite(String resource) {
    return name(resource) + WRITE;
  }
}

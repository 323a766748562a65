package dev.freehold.spec.yaml;

import dev.freehold.spec.IssueCode;
import dev.freehold.spec.Issues;
import dev.freehold.spec.Place;
import dev.freehold.type.Parsed;
import dev.freehold.type.form.TextForm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;

/// Builds nodes from YAML's events and reports what a spec may not use of YAML.
final class NodeBuilder {
  private static final CoreScalarResolver CORE = new CoreScalarResolver(false);

  private final Iterator<Event> events;
  private final Issues issues;

  /// Set where nothing behind is worth reading.
  private boolean stopped;

  NodeBuilder(Iterator<Event> events, Issues issues) {
    this.events = events;
    this.issues = issues;
  }

  /// @return null after an issue that leaves nothing to check
  @Nullable Node document() {
    Node root = null;
    while (!stopped && events.hasNext()) {
      Event event = events.next();
      switch (event.getEventId()) {
        case DocumentStart -> {
          if (root != null) {
            issues.add(
                place(event),
                IssueCode.SEVERAL_DOCUMENTS,
                "a second document begins here",
                "a spec is one document");
            return root;
          }
          root = node(events.next(), 0);
          if (stopped) {
            return null;
          }
        }
        case Alias, Comment, DocumentEnd, MappingEnd, MappingStart, Scalar -> {}
        case SequenceEnd, SequenceStart, StreamEnd, StreamStart -> {}
      }
    }
    if (root == null
        || (root instanceof Node.Scalar s && s.kind() == Node.Kind.NULL && s.text().isEmpty())) {
      issues.add(
          new Place(1, 1), IssueCode.EMPTY_SPEC, "the spec is empty", "begin with 'freehold: 1'");
      return null;
    }
    return root;
  }

  private Node node(Event event, int depth) {
    Place place = place(event);
    if (event instanceof NodeEvent n && n.getAnchor().isPresent()) {
      boolean alias = event instanceof AliasEvent;
      issues.add(
          place,
          IssueCode.ALIAS,
          (alias ? "an alias (*" : "an anchor (&") + "name) cannot be used in a spec",
          "write the value out");
    }
    if (event instanceof CollectionStartEvent c) {
      refuseTag(place, c.getTag().orElse(null));
      if (depth == SpecReader.MAX_DEPTH) {
        issues.add(
            place, IssueCode.TOO_DEEP, "nested deeper than " + SpecReader.MAX_DEPTH + " levels");
        stopped = true;
        return new Node.Faulty(place);
      }
      return event instanceof MappingStartEvent ? mapping(place, depth) : sequence(place, depth);
    }
    return event instanceof ScalarEvent s ? scalar(place, s) : new Node.Faulty(place);
  }

  private Node sequence(Place place, int depth) {
    List<Node> items = new ArrayList<>();
    while (!stopped) {
      Event event = events.next();
      if (event.getEventId() == Event.ID.SequenceEnd) {
        break;
      }
      items.add(node(event, depth + 1));
    }
    return new Node.Sequence(place, items);
  }

  private Node mapping(Place place, int depth) {
    List<Node.Entry> entries = new ArrayList<>();
    Map<String, Place> seen = new HashMap<>();
    while (!stopped) {
      Event event = events.next();
      if (event.getEventId() == Event.ID.MappingEnd) {
        break;
      }
      Node key = node(event, depth + 1);
      Node value = stopped ? key : node(events.next(), depth + 1);
      String name = key(key, event);
      if (name == null) {
        continue;
      }
      Place first = seen.putIfAbsent(name, key.place());
      if (first == null) {
        entries.add(new Node.Entry(key.place(), name, value));
      } else {
        issues.add(
            key.place(),
            IssueCode.DUPLICATE_KEY,
            Issues.quote(name) + " is there already, in line " + first.line());
      }
    }
    return new Node.Mapping(place, entries);
  }

  /// @return null when an issue says why this is no key
  private @Nullable String key(Node key, Event event) {
    if (key instanceof Node.Scalar s && s.kind() == Node.Kind.STRING) {
      if (s.text().equals("<<") && event instanceof ScalarEvent e && e.isPlain()) {
        issues.add(
            s.place(),
            IssueCode.MERGE_KEY,
            "merge keys (<<) cannot be used in a spec",
            "write the keys out");
        return null;
      }
      return s.text();
    }
    if (!(key instanceof Node.Faulty)) {
      issues.add(
          key.place(),
          IssueCode.KEY_NOT_TEXT,
          "a key must be text",
          key instanceof Node.Scalar s && !s.text().isEmpty()
              ? "write it in quotes: \"" + s.text() + "\""
              : null);
    }
    return null;
  }

  private Node scalar(Place place, ScalarEvent event) {
    refuseTag(place, event.getTag().orElse(null));
    Parsed.Bad bad = TextForm.unstorable(event.getValue());
    if (bad != null) {
      issues.add(place, IssueCode.BAD_CHARACTER, "the text " + bad.message());
      return new Node.Faulty(place);
    }
    return new Node.Scalar(
        place, event.isPlain() ? kind(event.getValue()) : Node.Kind.STRING, event.getValue());
  }

  private static Node.Kind kind(String plain) {
    Tag tag = CORE.resolve(plain, true);
    if (tag.equals(Tag.INT)) {
      return Node.Kind.INTEGER;
    } else if (tag.equals(Tag.FLOAT)) {
      return Node.Kind.FLOAT;
    } else if (tag.equals(Tag.BOOL)) {
      return Node.Kind.BOOLEAN;
    }
    return tag.equals(Tag.NULL) ? Node.Kind.NULL : Node.Kind.STRING;
  }

  private void refuseTag(Place place, @Nullable String tag) {
    if (tag != null) {
      issues.add(
          place,
          IssueCode.TAG,
          "the tag " + Issues.quote(tag) + " cannot be used in a spec",
          "leave it out");
    }
  }

  private static Place place(Event event) {
    return event.getStartMark().map(SpecReader::place).orElse(new Place(1, 1));
  }
}

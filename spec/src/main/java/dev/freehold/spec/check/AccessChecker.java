package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.rule.Rule;
import dev.freehold.spec.Access;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecIssue.Position;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.Teams;
import dev.freehold.spec.yaml.YamlMappingReader;
import dev.freehold.spec.yaml.YamlNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Checks the `access` block of a resource: the grants for read, create, update and delete. Rows that
/// do not belong to a user alone have no grant that is not written. Every grant of rows of a team is for
/// its members.
final class AccessChecker {
  /// What rows without an owner have instead of an access with errors.
  private static final Access READ_BY_USERS =
      new Access(List.of(new Grant.User()), List.of(), List.of(), List.of());

  /// What rows of a team have instead of an access with errors.
  private static final Access READ_BY_TEAM =
      new Access(
          List.of(new Grant.Member(List.of(), Teams.TEAM_ID, true)),
          List.of(),
          List.of(),
          List.of());

  private final SpecIssueCollector issues;
  private final SymbolTable symbols;
  private final List<Grant.Person> people;
  private final RelationPaths relations;
  private final RowRuleCompiler conditions;
  private final Map<String, ResourceFields> fields;
  private final boolean owned;
  private final boolean ofTeam;
  private final Access standard;

  /// @param fields those of every resource, by resource name
  AccessChecker(
      SpecIssueCollector issues,
      SymbolTable symbols,
      String resource,
      Map<String, ResourceFields> fields) {
    this.issues = issues;
    this.fields = fields;
    this.owned = isOwned(resource, fields);
    this.ofTeam = Objects.requireNonNull(fields.get(resource)).isOfTeam();
    this.standard = ofTeam ? READ_BY_TEAM : owned ? Access.OWNER_ONLY : READ_BY_USERS;
    this.symbols = symbols;
    this.relations = new RelationPaths(issues, resource, fields);
    this.people = relations.people(resource);
    this.conditions =
        RowRuleCompiler.ofAccess(issues, Objects.requireNonNull(fields.get(resource)));
  }

  /// An operation without a grant is granted to the owner; to nobody if rows have no owner or belong to
  /// a team.
  ///
  /// @param at the position of the resource
  Access check(Position at, YamlNode.@Nullable Entry entry) {
    boolean said = ofTeam || !owned;
    if (entry == null && said) {
      reportMissing(
          at, "access", "write who may read, such as access: { read: " + readers() + " }");
    }
    YamlMappingReader block =
        entry == null
            ? null
            : YamlMappingReader.open(
                issues,
                entry.position(),
                entry.value(),
                "access",
                Stream.of(CrudOperation.values()).map(AccessChecker::word).toList(),
                List.of());
    if (entry == null || block == null) {
      return standard;
    }
    YamlNode reading = block.get(word(CrudOperation.READ));
    if (reading == null && said) {
      reportMissing(
          entry.position(), "read", "such as read: " + (ofTeam ? "team" : "user, or read: public"));
    }
    List<Grant> read = read(reading);
    return new Access(
        read == null ? standard.read() : read,
        write(block, CrudOperation.CREATE, read),
        write(block, CrudOperation.UPDATE, read),
        write(block, CrudOperation.DELETE, read));
  }

  private String readers() {
    return ofTeam ? Teams.MEMBERS : owned ? "owner" : "user";
  }

  private static String word(CrudOperation operation) {
    return operation.name().toLowerCase(Locale.ROOT);
  }

  private void reportMissing(Position at, String key, String hint) {
    issues.add(
        at,
        SpecIssueCode.MISSING_KEY,
        ofTeam
            ? "a resource of a team needs '" + key + "'"
            : "a resource with owner: none needs '" + key + "': its rows belong to nobody",
        hint);
  }

  /// @return null after an issue
  private @Nullable List<Grant> read(@Nullable YamlNode node) {
    if (node == null) {
      return standard.read();
    }
    List<Grant> read = grants(node, "read");
    if (read != null && read.isEmpty()) {
      issues.add(
          node.position(),
          SpecIssueCode.BAD_GRANT,
          "read cannot be granted to nobody: no caller could use the rows",
          "write a grant, such as read: " + readers());
      return null;
    }
    return read;
  }

  private List<Grant> write(
      YamlMappingReader block, CrudOperation operation, @Nullable List<Grant> read) {
    String word = word(operation);
    YamlNode.Entry entry = block.entry(word);
    List<Grant> unsaid = standard.of(operation);
    List<Grant> grants = entry == null ? unsaid : grants(entry.value(), word);
    if (grants == null) {
      return unsaid;
    }
    if (entry != null && grants.stream().anyMatch(g -> g.subject() instanceof Grant.Public)) {
      issues.add(
          entry.value().position(),
          SpecIssueCode.BAD_GRANT,
          word + " cannot be granted to public: a write needs a signed-in user",
          "write user to grant it to every signed-in user");
    } else if (operation == CrudOperation.CREATE
        && entry != null
        && grants.stream().anyMatch(AccessChecker::isForPersonOfRow)) {
      issues.add(
          entry.value().position(),
          SpecIssueCode.BAD_GRANT,
          "create cannot be granted to a person of the row: there is no row yet",
          "write a condition, such as user where assignee_id = me");
    } else if (operation == CrudOperation.CREATE
        && entry != null
        && grants.stream().anyMatch(Grant::needsReferringRow)) {
      issues.add(
          entry.value().position(),
          SpecIssueCode.BAD_GRANT,
          "create cannot be granted through rows that refer to the new row: it has none yet",
          "begin the path with a reference of the row, such as via ticket");
    } else if (read != null) {
      readable(block, operation, grants, read);
    }
    return grants;
  }

  private @Nullable List<Grant> grants(YamlNode node, String what) {
    List<Grant> grants =
        new GrantReader(
                issues,
                what,
                symbols,
                people,
                relations,
                GrantReader.Conditions.inList(conditions, what, "public"))
            .read(node);
    if (grants != null && isOwnerOfNone(grants)) {
      reportOwner(node.position(), what);
      return null;
    }
    return grants == null || isOfRows(node.position(), what, grants) ? grants : null;
  }

  /// Reports a grant to a team for rows that belong to none, and a grant for rows of a team to callers
  /// who need not be its members.
  private boolean isOfRows(Position at, String what, List<Grant> grants) {
    for (Grant grant : grants) {
      Grant subject = grant.subject();
      Grant caller = subject instanceof Grant.Through through ? through.caller() : subject;
      if (!ofTeam && caller instanceof Grant.Member) {
        issues.add(
            at,
            SpecIssueCode.BAD_GRANT,
            what + " cannot be granted to " + caller.text() + ": the rows belong to no team",
            "add owner: team, or owner: member");
        return false;
      }
      boolean anyone =
          switch (caller) {
            case Grant.User _, Grant.Role _ -> true;
            case Grant.Public _ -> !(subject instanceof Grant.Through);
            case Grant.Owner _, Grant.Person _, Grant.Member _, Grant.Through _, Grant.Where _ ->
                false;
          };
      if (ofTeam && anyone) {
        issues.add(
            at,
            SpecIssueCode.BAD_GRANT,
            what + " cannot be granted to " + caller.text() + ": the rows are for their team alone",
            "write team, or team:ROLE");
        return false;
      }
    }
    return true;
  }

  private static boolean isOwned(String resource, Map<String, ResourceFields> fields) {
    ResourceFields known = fields.get(resource);
    return known == null || known.isOwned();
  }

  /// Whether a grant is for the owner of rows that belong to nobody: of this resource, or of the last
  /// one on a path.
  private boolean isOwnerOfNone(List<Grant> grants) {
    return grants.stream()
        .map(Grant::subject)
        .anyMatch(
            subject ->
                switch (subject) {
                  case Grant.Owner _ -> !owned;
                  case Grant.Through through ->
                      isOwnerOfNone(List.of(through.caller()))
                          || (through.person() instanceof Grant.Owner
                              && !isOwned(through.path().getLast().target(), fields));
                  case Grant.User _,
                      Grant.Public _,
                      Grant.Role _,
                      Grant.Person _,
                      Grant.Member _,
                      Grant.Where _ ->
                      false;
                });
  }

  private void reportOwner(Position at, String what) {
    issues.add(
        at,
        SpecIssueCode.BAD_GRANT,
        what
            + " cannot be granted to owner: the rows belong to "
            + (ofTeam ? "the team" : "nobody"),
        ofTeam
            ? "write team or team:ROLE, or owner: member for rows of a member"
            : "write user or role:NAME, or remove owner: none");
  }

  /// Reports grants to the owner of rows that belong to nobody, and to callers who need not be members of
  /// the rows' team.
  ///
  /// @return whether there are none
  boolean isOfRow(Position at, String what, List<Grant> grants) {
    if (isOwnerOfNone(grants)) {
      reportOwner(at, what);
      return false;
    }
    return isOfRows(at, what, grants);
  }

  /// Reports moves and fields of rows without an owner that are granted to the owner.
  void checkOwners(List<Spec.Field> written, ResourceFields fields) {
    for (Spec.Field field : written) {
      if (field.moves().stream().anyMatch(move -> isOwnerOfNone(move.grants()))) {
        reportOwner(fields.position(field.name()), "a move");
      } else {
        isOfRows(
            fields.position(field.name()),
            "a move",
            field.moves().stream().flatMap(move -> move.grants().stream()).toList());
      }
      if (isOwnerOfNone(field.writers())) {
        reportOwner(fields.position(field.name()), "write of a field");
      } else {
        isOfRows(fields.position(field.name()), "write of a field", field.writers());
      }
    }
  }

  /// Reports a grant for a write whose holder may not read the written row.
  private void readable(
      YamlMappingReader block, CrudOperation operation, List<Grant> grants, List<Grant> read) {
    List<Grant> blind =
        owned && operation == CrudOperation.CREATE
            ? grants.stream()
                .filter(g -> !(g.subject() instanceof Grant.Through && isCovered(g, read)))
                .map(AccessChecker::asOwner)
                .distinct()
                .filter(g -> !isCovered(g, read))
                .toList()
            : grants.stream().filter(g -> !isCovered(g, read)).toList();
    if (!blind.isEmpty()) {
      String word = word(operation);
      YamlNode.Entry entry = block.entry(word);
      YamlNode at = entry == null ? block.get(word(CrudOperation.READ)) : entry.value();
      String who = Access.text(blind);
      issues.add(
          at == null ? block.position() : at.position(),
          SpecIssueCode.UNREADABLE_GRANT,
          owned && operation == CrudOperation.CREATE
              ? "create makes the caller the owner of the row, but read is not granted to " + who
              : word + " is granted to " + who + ", but read is not",
          "write read: "
              + readWith(read, blind)
              + (entry == null ? ", or write a grant for " + word : ""));
    }
  }

  private static boolean isCovered(Grant grant, List<Grant> read) {
    return read.stream().anyMatch(r -> r.covers(grant));
  }

  private static boolean isForPersonOfRow(Grant grant) {
    return grant.subject() instanceof Grant.Person
        || (grant.subject() instanceof Grant.Through through
            && through.caller() instanceof Grant.Person);
  }

  /// The grants for reading as the spec has to write them.
  private static String readWith(List<Grant> read, List<Grant> blind) {
    List<Grant> all = Stream.concat(read.stream(), blind.stream()).toList();
    String text = Access.text(all);
    boolean list = all.size() > 1 && all.stream().anyMatch(g -> g.condition() != null);
    return list ? "[" + text + "]" : text;
  }

  /// The grant by which the creator of a row may read it.
  private static Grant asOwner(Grant create) {
    Rule condition = create.condition();
    return condition == null || create.subject() instanceof Grant.Through
        ? new Grant.Owner()
        : new Grant.Where(new Grant.Owner(), condition);
  }

  /// Reports a required field that a caller with a create grant may not write, and a caller who can
  /// give a new row neither a value nor an owner.
  void checkCreatable(Access access, List<Spec.Field> written, ResourceFields fields) {
    List<Grant> without =
        access.create().stream()
            .filter(g -> !owned && written.stream().noneMatch(f -> mayGive(f, g)))
            .toList();
    if (!without.isEmpty() && !written.isEmpty()) {
      issues.add(
          fields.position(written.getFirst().name()),
          SpecIssueCode.CONFLICTING_CONSTRAINTS,
          Access.text(without)
              + " may create rows and may not write any field of them, and the rows belong to"
              + " nobody",
          "remove readonly or write from a field, or limit create");
    }
    for (Spec.Field field : written) {
      boolean given = !field.required() || field.readonly() || field.defaultValue() != null;
      List<Grant> shut =
          given || field.writers().isEmpty()
              ? List.of()
              : access.create().stream().filter(g -> !mayWrite(field, g)).toList();
      if (!shut.isEmpty()) {
        issues.add(
            fields.position(field.name()),
            SpecIssueCode.CONFLICTING_CONSTRAINTS,
            PrintableText.quote(field.name())
                + " is required, but "
                + Access.text(shut)
                + " may create rows and may not write this field",
            field.ref() == null
                ? "add a default, or remove required or write"
                : "remove required or write");
      }
    }
  }

  private static boolean mayGive(Spec.Field field, Grant grant) {
    return !field.readonly() && (field.writers().isEmpty() || mayWrite(field, grant));
  }

  /// Whether every row that the grant creates, which is the caller's own or nobody's, may have the field,
  /// as far as the row meets the condition of the field.
  private static boolean mayWrite(Spec.Field field, Grant grant) {
    return field.writers().stream()
        .map(Grant::subject)
        .anyMatch(writer -> writer instanceof Grant.Owner || writer.covers(grant.subject()));
  }
}

package dev.freehold.spec;

import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec.Field;
import dev.freehold.spec.Spec.OnDelete;
import dev.freehold.spec.Spec.Ref;
import dev.freehold.spec.Spec.Resource;
import dev.freehold.spec.Spec.RowOwner;
import dev.freehold.spec.Spec.SortKey;
import dev.freehold.spec.Spec.UniqueSet;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import java.util.List;
import java.util.Set;

/// The `teams` block: groups of accounts that share rows. A member has one role in each team. A member
/// with the first role is an administrator; a team always has one.
///
/// @param roles at least one, in the order of the spec
/// @param fields of a team
public record Teams(List<String> roles, List<Field> fields) {
  /// The header with the id of the team that a request means.
  public static final String HEADER = "Team-Id";

  /// The word of `access` for the members of the row's team, and of `owner` for its rows.
  public static final String MEMBERS = "team";

  /// The resource of the teams.
  public static final String TEAMS = "teams";

  /// The resource of the memberships.
  public static final String TEAM_MEMBERS = "team_members";

  /// The resource of the open invitations.
  public static final String TEAM_INVITATIONS = "team_invitations";

  /// The names that a resource of a spec with teams cannot have.
  public static final Set<String> RESOURCES = Set.of(TEAMS, TEAM_MEMBERS, TEAM_INVITATIONS);

  /// The field of a row with the id of its team.
  public static final String TEAM_ID = "team_id";

  /// RFC 5321, section 4.5.3.1.3, without the angle brackets.
  private static final int MAX_EMAIL = 254;

  private static final String ID = "id";
  private static final String USER_ID = "user_id";

  public Teams {
    roles = List.copyOf(roles);
    fields = List.copyOf(fields);
  }

  /// The role that manages a team.
  public String administrator() {
    return roles.getFirst();
  }

  /// The team of a row. The server sets it.
  public static Field teamField() {
    return team().readonly(true).build();
  }

  private static Field.Builder team() {
    return Field.builder(TEAM_ID, FieldType.of(ScalarType.UUID))
        .description("The team that the row belongs to.")
        .ref(new Ref(MEMBERS, TEAMS, OnDelete.CASCADE))
        .required(true)
        .writeOnce(true);
  }

  /// The teams, the memberships and the invitations as resources. A member reads the teams of the
  /// caller and their members without naming a team.
  public List<Resource> resources() {
    return List.of(teams(), members(), invitations());
  }

  private Resource teams() {
    Grant members = new Grant.Member(List.of(), ID, false);
    Grant administrators = new Grant.Member(List.of(administrator()), ID, false);
    return Resource.builder(TEAMS, fields)
        .description("A group of accounts that share rows. Its creator is its first member.")
        .owner(RowOwner.NONE)
        .access(
            new Access(
                List.of(members),
                List.of(new Grant.User()),
                List.of(administrators),
                List.of(administrators)))
        .build();
  }

  private Resource members() {
    Grant members = new Grant.Member(List.of(), TEAM_ID, false);
    Grant administrators = new Grant.Member(List.of(administrator()), TEAM_ID, false);
    Field user =
        Field.builder(USER_ID, FieldType.of(ScalarType.UUID))
            .description("The member.")
            .ref(new Ref("user", Ref.PEOPLE, OnDelete.CASCADE, true, 0, false, List.of()))
            .required(true)
            .readonly(true)
            .writeOnce(true)
            .build();
    return Resource.builder(TEAM_MEMBERS, List.of(teamField(), user, role()))
        .description("A membership in a team. Accepting an invitation creates it.")
        .owner(RowOwner.NONE)
        .unique(List.of(UniqueSet.ofAll(List.of(TEAM_ID, USER_ID))))
        .indexes(List.of(List.of(key(USER_ID), key(TEAM_ID), key("role"))))
        .access(
            new Access(
                List.of(members),
                List.of(),
                List.of(administrators),
                List.of(new Grant.Person("user", USER_ID, false), administrators)))
        .build();
  }

  private Resource invitations() {
    Grant administrators = new Grant.Member(List.of(administrator()), TEAM_ID, true);
    Field email =
        Field.builder("email", FieldType.of(ScalarType.EMAIL))
            .description("The address of the account that may accept the invitation.")
            .constraints(
                new FieldConstraints(
                    new FieldConstraints.Text(0, MAX_EMAIL, null, true, false, true, false),
                    FieldConstraints.NONE.range(),
                    List.of()))
            .required(true)
            .writeOnce(true)
            .build();
    return Resource.builder(TEAM_INVITATIONS, List.of(teamField(), email, role()))
        .description(
            "An open invitation to a team, for seven days and while its inviter is an"
                + " administrator. Accepting it deletes it.")
        .owner(RowOwner.MEMBER)
        .unique(List.of(new UniqueSet(List.of("email"), UniqueSet.Within.TEAM, null)))
        .access(
            new Access(
                List.of(administrators),
                List.of(administrators),
                List.of(),
                List.of(administrators)))
        .build();
  }

  private static SortKey key(String field) {
    return new SortKey(field, false);
  }

  private Field role() {
    return Field.builder("role", FieldType.of(ScalarType.ENUM))
        .constraints(new FieldConstraints(null, FieldConstraints.NONE.range(), roles))
        .required(true)
        .build();
  }
}

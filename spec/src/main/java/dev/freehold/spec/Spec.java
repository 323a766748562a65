package dev.freehold.spec;

import dev.freehold.rule.Rule;
import dev.freehold.spec.Access.Grant;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.PageTheme;
import dev.freehold.type.SignatureAlgorithm;
import dev.freehold.type.TotpRule;
import dev.freehold.type.Verification;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A valid spec: every name resolves, every default and bound is a value of its type.
///
/// @param description null if the spec has none
/// @param info what the document says of the API as a whole
/// @param people null if accounts have no public profile
/// @param teams null if no row belongs to a team
/// @param resources those of the spec, and then those of [Teams#resources]
public record Spec(
    String name,
    String version,
    @Nullable String description,
    ApiInfo info,
    Auth auth,
    @Nullable People people,
    @Nullable Teams teams,
    List<Resource> resources) {

  public Spec {
    resources = List.copyOf(resources);
  }

  /// A spec without a license and a contact.
  public Spec(
      String name,
      String version,
      @Nullable String description,
      Auth auth,
      @Nullable People people,
      @Nullable Teams teams,
      List<Resource> resources) {
    this(name, version, description, ApiInfo.NONE, auth, people, teams, resources);
  }

  /// A spec without public profiles and teams.
  public Spec(
      String name,
      String version,
      @Nullable String description,
      Auth auth,
      List<Resource> resources) {
    this(name, version, description, auth, null, null, resources);
  }

  /// The `license` and `contact` blocks; null for one that the spec does not have.
  public record ApiInfo(@Nullable License license, @Nullable Contact contact) {
    public static final ApiInfo NONE = new ApiInfo(null, null);
  }

  /// The license of the API.
  ///
  /// @param identifier an SPDX expression; null if there is a `url`, or neither
  public record License(String name, @Nullable String identifier, @Nullable String url) {}

  /// Whom clients may ask about the API. Each part may be null.
  public record Contact(@Nullable String name, @Nullable String url, @Nullable String email) {}

  /// The `auth` block.
  ///
  /// @param signup who may create an account
  /// @param passwordMinLength characters, 8 to 64
  /// @param verification what an account may do before its address is verified
  /// @param roles the roles that an operator may assign to a user, at most 20; in the spec's order
  /// @param cookies whether a browser may keep its tokens in cookies
  /// @param issuers whose tokens are accepted too, at most 10
  /// @param signupRate the limits of new accounts
  /// @param providers of sign-in
  /// @param pages the look of the pages of accounts; null if this server has none
  /// @param totp whether accounts have a second factor
  /// @param passkeys whether people may sign in with passkeys
  public record Auth(
      Signup signup,
      int passwordMinLength,
      Verification verification,
      List<String> roles,
      boolean cookies,
      List<Issuer> issuers,
      SignupRate signupRate,
      Providers providers,
      @Nullable PageTheme pages,
      TotpRule totp,
      boolean passkeys) {
    public static final Auth DEFAULT =
        new Auth(
            Signup.OPEN,
            8,
            Verification.NONE,
            List.of(),
            false,
            List.of(),
            SignupRate.NONE,
            Providers.NONE,
            null,
            TotpRule.NONE,
            false);

    public Auth {
      roles = List.copyOf(roles);
      issuers = List.copyOf(issuers);
    }
  }

  /// An external issuer of access tokens. Its keys decide the algorithm: no token chooses one.
  ///
  /// @param name part of the identity of its people, with the subject
  /// @param issuer the `iss` of its tokens; null for tokens without one, of a shared secret
  /// @param audiences one of which a token must have, at most 10; empty for a token without one, of a
  ///     shared secret
  /// @param subject the claim that tells its people apart
  /// @param rolesClaim the way to the claim with roles: one name, or names of nested objects; empty
  ///     for no roles
  public record Issuer(
      String name,
      @Nullable String issuer,
      List<String> audiences,
      IssuerKeys keys,
      String subject,
      List<String> rolesClaim) {
    public static final String DEFAULT_SUBJECT = "sub";

    public Issuer {
      audiences = List.copyOf(audiences);
      rolesClaim = List.copyOf(rolesClaim);
    }
  }

  /// How the tokens of an issuer are verified.
  public sealed interface IssuerKeys {
    /// By the public keys of a JWK Set (RFC 7517).
    ///
    /// @param url https, or http of a loopback address
    record JwkSet(String url, SignatureAlgorithm algorithm) implements IssuerKeys {}

    /// With HS256, by a secret that the issuer shares.
    ///
    /// @param variable the environment variable that has it
    record SharedSecret(String variable) implements IssuerKeys {}
  }

  /// Sign-in by OpenID Connect providers.
  ///
  /// @param list at most 10
  /// @param redirects the addresses of front ends to which a sign-in may lead back, exactly, the default
  ///     first, at most 20; empty without providers
  public record Providers(List<Provider> list, List<String> redirects) {
    public static final Providers NONE = new Providers(List.of(), List.of());

    public Providers {
      list = List.copyOf(list);
      redirects = List.copyOf(redirects);
    }

    public boolean isEmpty() {
      return list.isEmpty();
    }
  }

  /// An OpenID Connect provider by which people sign in.
  ///
  /// @param name part of the identity of its people, with the subject; no issuer has it
  /// @param issuer https, or http of a loopback address; its discovery document is below it
  /// @param secretVariable the environment variable with the secret of the client
  /// @param scopes `openid` among them
  /// @param algorithm the only one of its ID tokens
  public record Provider(
      String name,
      String issuer,
      ProviderClient client,
      String secretVariable,
      List<String> scopes,
      SignatureAlgorithm algorithm) {
    public static final List<String> DEFAULT_SCOPES = List.of("openid", "profile");

    public Provider {
      scopes = List.copyOf(scopes);
    }
  }

  /// Where the id of the client at a provider is.
  public sealed interface ProviderClient {
    record Id(String id) implements ProviderClient {}

    record Variable(String name) implements ProviderClient {}
  }

  /// Who may create an account.
  public enum Signup {
    OPEN,
    /// Who has an invitation of an operator.
    INVITED,
    /// Nobody: there is no route.
    CLOSED;

    /// In the spec, and in sentences: "sign-up is open".
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// The most new accounts in an hour, on each node.
  ///
  /// @param network from one network of clients; null for any number
  /// @param total from all together; null for any number
  public record SignupRate(@Nullable Integer network, @Nullable Integer total) {
    public static final SignupRate NONE = new SignupRate(null, null);
  }

  /// The `people` block: the public profile of each account. A profile is seen with a row that names
  /// the account; there is no list of them.
  ///
  /// @param read who sees it: [Access.Grant.User] or [Access.Grant.Public]
  /// @param fields scalars without read and write roles, each optional or with a default
  public record People(Access.Grant read, List<Field> fields) {
    /// The name of the block, and of the target of a reference to an account, unless a resource has
    /// this name.
    public static final String NAME = "people";

    /// The relation of a row to the profile of its owner.
    public static final String OWNER_RELATION = "user";

    public People {
      fields = List.copyOf(fields);
    }

    /// The profiles as rows of a resource: an account owns one row, whose id is that of the account.
    /// A unique field is unique among all of them.
    ///
    /// @param name of the resource
    public Resource asResource(String name) {
      List<Grant> own = List.of(new Grant.Owner());
      return Resource.builder(name, fields.stream().map(Field::withoutUnique).toList())
          .unique(
              fields.stream()
                  .filter(Field::unique)
                  .map(f -> UniqueSet.ofAll(List.of(f.name())))
                  .toList())
          .sort(List.of(new SortKey("id", false)))
          .access(new Access(List.of(read), own, own, List.of()))
          .build();
    }
  }

  /// One resource.
  ///
  /// @param search null if lists have no `q`
  ///
  /// @param name plural, snake_case: path segment, table and JSON key of a list
  /// @param owner to whom a row belongs
  /// @param ownerReaders who may read `user_id`; empty: every caller who may read the row
  /// @param sort at least one key; without the final tie-break
  /// @param unique the sets of fields with unique values; without those of single fields
  /// @param indexes the keys of each further index; without the owner
  /// @param renamedFrom the former name; null if it was not renamed
  public record Resource(
      String name,
      @Nullable String description,
      RowOwner owner,
      List<Grant> ownerReaders,
      IdType id,
      List<Field> fields,
      List<Filter> filters,
      List<SortKey> sort,
      Limit limit,
      List<UniqueSet> unique,
      List<List<SortKey>> indexes,
      Access access,
      @Nullable Search search,
      List<Check> checks,
      @Nullable String renamedFrom) {

    public Resource {
      ownerReaders = List.copyOf(ownerReaders);
      fields = List.copyOf(fields);
      filters = List.copyOf(filters);
      sort = List.copyOf(sort);
      unique = List.copyOf(unique);
      indexes = List.copyOf(indexes);
      checks = List.copyOf(checks);
    }

    /// Whether a row belongs to a user, alone or within a team.
    public boolean isOwned() {
      return owner.isUser();
    }

    /// Whether a row belongs to the team that the request names.
    public boolean isOfTeam() {
      return owner.isTeam();
    }

    /// Every unique set: those of single fields, then `unique`.
    public List<UniqueSet> uniqueSets() {
      Stream<UniqueSet> single =
          fields.stream()
              .filter(Field::unique)
              .map(f -> List.of(f.name()))
              .map(fields -> new UniqueSet(fields, owner.within(), null));
      return Stream.concat(single, unique.stream()).distinct().toList();
    }

    public static Builder builder(String name, List<Field> fields) {
      return new Builder(name, fields);
    }

    /// Builds a resource. By default a row belongs to a user, ids are UUIDs, lists start with the
    /// newest rows, and all operations are granted to the owner only.
    public static final class Builder {
      private final String name;
      private final List<Field> fields;
      private @Nullable String description;
      private RowOwner owner = RowOwner.USER;
      private List<Grant> ownerReaders = List.of();
      private IdType id = IdType.UUID;
      private List<Filter> filters = List.of();
      private List<SortKey> sort = List.of(new SortKey("created_at", true));
      private Limit limit = Limit.DEFAULT;
      private List<UniqueSet> unique = List.of();
      private List<List<SortKey>> indexes = List.of();
      private Access access = Access.OWNER_ONLY;
      private @Nullable Search search;
      private List<Check> checks = List.of();
      private @Nullable String renamedFrom;

      private Builder(String name, List<Field> fields) {
        this.name = name;
        this.fields = fields;
      }

      public Builder description(@Nullable String value) {
        this.description = value;
        return this;
      }

      public Builder owner(RowOwner value) {
        this.owner = value;
        return this;
      }

      public Builder ownerReaders(List<Grant> value) {
        this.ownerReaders = value;
        return this;
      }

      public Builder id(IdType value) {
        this.id = value;
        return this;
      }

      public Builder filters(List<Filter> value) {
        this.filters = value;
        return this;
      }

      public Builder sort(List<SortKey> value) {
        this.sort = value;
        return this;
      }

      public Builder limit(Limit value) {
        this.limit = value;
        return this;
      }

      public Builder unique(List<UniqueSet> value) {
        this.unique = value;
        return this;
      }

      public Builder indexes(List<List<SortKey>> value) {
        this.indexes = value;
        return this;
      }

      public Builder access(Access value) {
        this.access = value;
        return this;
      }

      public Builder search(@Nullable Search value) {
        this.search = value;
        return this;
      }

      public Builder checks(List<Check> value) {
        this.checks = value;
        return this;
      }

      public Builder renamedFrom(@Nullable String value) {
        this.renamedFrom = value;
        return this;
      }

      public Resource build() {
        return new Resource(
            name,
            description,
            owner,
            ownerReaders,
            id,
            fields,
            filters,
            sort,
            limit,
            unique,
            indexes,
            access,
            search,
            checks,
            renamedFrom);
      }
    }
  }

  /// To whom the rows of a resource belong.
  public enum RowOwner {
    /// To the user who creates the row.
    USER,
    /// To nobody. The row has no `user_id`, and stays when the account that created it is deleted.
    NONE,
    /// To the team that the request names. The row has `team_id` and no `user_id`.
    TEAM,
    /// To the member of a team who creates the row, within the team that the request names.
    MEMBER;

    /// Whether a row has `user_id`.
    public boolean isUser() {
      return this == USER || this == MEMBER;
    }

    /// Whether a row has `team_id`.
    public boolean isTeam() {
      return this == TEAM || this == MEMBER;
    }

    /// The rows that a unique set is compared with, unless it says otherwise.
    public UniqueSet.Within within() {
      return switch (this) {
        case USER -> UniqueSet.Within.OWNER;
        case NONE -> UniqueSet.Within.ALL;
        case TEAM, MEMBER -> UniqueSet.Within.TEAM;
      };
    }
  }

  /// Fields whose values together occur once.
  ///
  /// @param fields without the owner; empty for one row per owner
  /// @param condition the rows that the set applies to; null for all. Every caller who may read the
  ///   row may read its fields
  public record UniqueSet(List<String> fields, Within within, @Nullable Rule condition) {
    public UniqueSet {
      fields = List.copyOf(fields);
    }

    /// A set that is unique among the rows of one owner.
    public static UniqueSet ofOwner(List<String> fields) {
      return new UniqueSet(fields, Within.OWNER, null);
    }

    /// A set that is unique among all rows.
    public static UniqueSet ofAll(List<String> fields) {
      return new UniqueSet(fields, Within.ALL, null);
    }

    /// The rows that a set is compared with.
    public enum Within {
      /// The rows of the same owner; of the same owner and team where rows belong to a team.
      OWNER,
      /// The rows of the same team.
      TEAM,
      /// All rows.
      ALL
    }
  }

  /// A condition across the fields of a row. Every caller who may read the row may read these
  /// fields.
  ///
  /// @param name snake_case, unique in the resource
  /// @param message the error message for a row that violates the condition, on one line
  public record Check(String name, Rule rule, String message) {}

  /// The kind of id of a resource.
  public enum IdType {
    /// An identity column of the database, from 1.
    INTEGER,
    /// UUIDv7 (RFC 9562), generated by the server.
    UUID
  }

  /// One field.
  ///
  /// @param name the name of the column and of the JSON key; `project_id` for a reference
  /// @param required present on create and never null
  /// @param unique whether its value is unique per owner, or among all rows if rows have no owner
  /// @param readonly set by the server only
  /// @param writeOnce set on create only
  /// @param hidden writable, but never readable, sortable or filterable
  /// @param defaultValue of the Java class of `type` (see
  ///     [dev.freehold.type.FieldType.ScalarType]), normalized; null for none
  /// @param ref the referenced resource; null for a field that is not a reference
  /// @param readers who may read it; empty: every caller who may read the row
  /// @param writers who may write it; empty: every caller who may write the row
  /// @param renamedFrom the former name of the column; null if it was not renamed
  /// @param moves the allowed changes of the value; empty: every change is allowed
  /// @param stamp when the server sets it, and to what; null if it does not. Such a field is readonly
  /// @param copy where the server takes its value from when the row is created; null if it does not.
  ///   Such a field is readonly
  public record Field(
      String name,
      @Nullable String description,
      FieldType type,
      FieldConstraints constraints,
      boolean required,
      boolean unique,
      boolean readonly,
      boolean writeOnce,
      boolean hidden,
      @Nullable Object defaultValue,
      @Nullable Ref ref,
      List<Grant> readers,
      List<Grant> writers,
      @Nullable String renamedFrom,
      List<Move> moves,
      @Nullable Stamp stamp,
      @Nullable Copy copy) {

    public Field {
      readers = List.copyOf(readers);
      writers = List.copyOf(writers);
      moves = List.copyOf(moves);
    }

    /// This field, in a set of its own that the resource names.
    Field withoutUnique() {
      return toBuilder().unique(false).build();
    }

    /// This field, with other grants for reading it.
    public Field withReaders(List<Grant> grants) {
      return toBuilder().readers(grants).build();
    }

    /// This field, with other grants for writing it.
    public Field withWriters(List<Grant> grants) {
      return toBuilder().writers(grants).build();
    }

    /// This field, with other moves.
    public Field withMoves(List<Move> other) {
      return toBuilder().moves(other).build();
    }

    /// This field, set by the server.
    public Field withStamp(Stamp other) {
      return toBuilder().stamp(other).build();
    }

    /// This field, taken from a related row by the server.
    public Field withCopy(Copy other) {
      return toBuilder().copy(other).build();
    }

    private Builder toBuilder() {
      return builder(name, type)
          .description(description)
          .constraints(constraints)
          .required(required)
          .unique(unique)
          .readonly(readonly)
          .writeOnce(writeOnce)
          .hidden(hidden)
          .defaultValue(defaultValue)
          .ref(ref)
          .readers(readers)
          .writers(writers)
          .renamedFrom(renamedFrom)
          .moves(moves)
          .stamp(stamp)
          .copy(copy);
    }

    public static Builder builder(String name, FieldType type) {
      return new Builder(name, type);
    }

    /// Builds a field. By default it is optional, has no constraints and no default value, and
    /// every caller who may read or write the row may read and write it.
    public static final class Builder {
      private final String name;
      private final FieldType type;
      private @Nullable String description;
      private FieldConstraints constraints = FieldConstraints.NONE;
      private boolean required;
      private boolean unique;
      private boolean readonly;
      private boolean writeOnce;
      private boolean hidden;
      private @Nullable Object defaultValue;
      private @Nullable Ref ref;
      private List<Grant> readers = List.of();
      private List<Grant> writers = List.of();
      private @Nullable String renamedFrom;
      private List<Move> moves = List.of();
      private @Nullable Stamp stamp;
      private @Nullable Copy copy;

      private Builder(String name, FieldType type) {
        this.name = name;
        this.type = type;
      }

      public Builder description(@Nullable String value) {
        this.description = value;
        return this;
      }

      public Builder constraints(FieldConstraints value) {
        this.constraints = value;
        return this;
      }

      public Builder required(boolean value) {
        this.required = value;
        return this;
      }

      public Builder unique(boolean value) {
        this.unique = value;
        return this;
      }

      public Builder readonly(boolean value) {
        this.readonly = value;
        return this;
      }

      public Builder writeOnce(boolean value) {
        this.writeOnce = value;
        return this;
      }

      public Builder hidden(boolean value) {
        this.hidden = value;
        return this;
      }

      public Builder defaultValue(@Nullable Object value) {
        this.defaultValue = value;
        return this;
      }

      public Builder ref(@Nullable Ref value) {
        this.ref = value;
        return this;
      }

      public Builder readers(List<Grant> value) {
        this.readers = value;
        return this;
      }

      public Builder writers(List<Grant> value) {
        this.writers = value;
        return this;
      }

      public Builder renamedFrom(@Nullable String value) {
        this.renamedFrom = value;
        return this;
      }

      public Builder moves(List<Move> value) {
        this.moves = value;
        return this;
      }

      public Builder stamp(@Nullable Stamp value) {
        this.stamp = value;
        return this;
      }

      public Builder copy(@Nullable Copy value) {
        this.copy = value;
        return this;
      }

      public Field build() {
        return new Field(
            name,
            description,
            type,
            constraints,
            required,
            unique,
            readonly,
            writeOnce,
            hidden,
            defaultValue,
            ref,
            readers,
            writers,
            renamedFrom,
            moves,
            stamp,
            copy);
      }
    }
  }

  /// A value that the server gives a field when a write makes the row meet a condition. The field keeps
  /// it while the row meets the condition, and is null otherwise.
  ///
  /// @param condition a rule over the fields of the row, as in `checks`
  public record Stamp(StampValue value, Rule condition) {
    /// Between the value and the condition of a stamp.
    public static final String WHEN = "when";

    /// What the field becomes.
    public enum StampValue {
      /// The time of the request; the day in UTC for a date.
      NOW,
      /// The caller.
      ME
    }

    /// The stamp in the spec language: `now when signed`.
    public String text() {
      return value.name().toLowerCase(Locale.ROOT) + " " + WHEN + " " + condition.text();
    }
  }

  /// A value that the server takes from a related row when a row is created. It does not change
  /// afterwards, whatever becomes of the related row.
  ///
  /// @param relation the reference of the row, `product`, which cannot change either
  /// @param field of the row that it names: `price`
  public record Copy(String relation, String field) {
    /// The copy in the spec language: `product.price`.
    public String text() {
      return relation + "." + field;
    }
  }

  /// An allowed change of the value of an enum or boolean field. It narrows `access.update`: the caller needs
  /// both.
  ///
  /// @param from a value of the enum, `true` or `false`; null for no value
  /// @param to another value; null for no value
  /// @param grants who may make the move; a person, a reference and a condition is that of the stored
  ///   row
  public record Move(@Nullable String from, @Nullable String to, List<Access.Grant> grants) {
    /// Between the values of a move.
    public static final String ARROW = "->";

    /// Between the values and the grants of a move.
    public static final String BY = "by";

    /// No value, in a move.
    public static final String NONE = "null";

    public Move {
      grants = List.copyOf(grants);
    }

    /// The move in the spec language: `draft -> review by owner`. A grant with a condition is a move of
    /// its own.
    public String text() {
      String start = change() + " " + BY + " ";
      return grants.stream().allMatch(g -> g.condition() == null)
          ? start + Access.text(grants)
          : grants.stream().map(g -> start + g.text()).collect(Collectors.joining(", "));
    }

    /// The move without its grants: `draft -> review`.
    public String change() {
      return Objects.requireNonNullElse(from, NONE)
          + " "
          + ARROW
          + " "
          + Objects.requireNonNullElse(to, NONE);
    }
  }

  /// A reference: the field holds the id of a row of another resource or of its own, or the id of an
  /// account. A field with several ids is a list of references.
  ///
  /// @param relation the field's name in the spec, `project`; its column is `project_id`. A list has
  ///   the field's own name: `tags`
  /// @param target the referenced resource; [Ref#PEOPLE] for an account
  /// @param onDelete [OnDelete#CASCADE] for a list: the id is removed from it
  /// @param person whether it refers to an account
  /// @param max the most ids of a list; 0 for a reference to one row
  /// @param leave whether an account may take itself off the list
  /// @param roles one of which an account must have when the field is set: in the team of the row where
  ///   rows belong to a team, else a role of [Auth#roles]; empty for any account
  public record Ref(
      String relation,
      String target,
      OnDelete onDelete,
      boolean person,
      int max,
      boolean leave,
      List<String> roles) {
    /// The `max` of a list that does not say it.
    public static final int STANDARD_MAX = 100;

    /// The target of a reference to an account, unless a resource has this name.
    public static final String PEOPLE = People.NAME;

    /// A reference to a row of a resource.
    public Ref(String relation, String target, OnDelete onDelete) {
      this(relation, target, onDelete, false, 0, false, List.of());
    }

    public Ref {
      roles = List.copyOf(roles);
    }

    /// Whether the field is a list of ids.
    public boolean many() {
      return max > 0;
    }
  }

  /// The effect on a row when the referenced row is deleted.
  public enum OnDelete {
    /// The deletion is refused.
    RESTRICT,
    /// The row is deleted too.
    CASCADE,
    /// The row stays and its reference becomes null.
    SET_NULL
  }

  /// The full-text search of `q`.
  ///
  /// @param fields text fields, in the spec's order; every caller who may read the row may read
  ///     them
  /// @param language a text search configuration of PostgreSQL (manual, 12.6); null for a
  ///     case-insensitive substring match
  public record Search(List<String> fields, @Nullable String language) {
    public Search {
      fields = List.copyOf(fields);
    }
  }

  /// A named filter: a query parameter with a fixed choice of options.
  ///
  /// @param defaultOption the name of one of `options`
  public record Filter(String name, String defaultOption, List<Option> options) {
    public Filter {
      options = List.copyOf(options);
    }
  }

  /// @param conditions all must be true; empty for an option that matches every row
  public record Option(String name, List<Condition> conditions) {
    public Option {
      conditions = List.copyOf(conditions);
    }
  }

  /// The condition of a filter option on one field. Values are of the Java class of the field's
  /// type, which is a scalar.
  public sealed interface Condition {
    String field();

    record Equal(String field, Object value) implements Condition {}

    record OneOf(String field, List<Object> values) implements Condition {
      public OneOf {
        values = List.copyOf(values);
      }
    }

    record Null(String field) implements Condition {}
  }

  /// @param field a field, `id`, `created_at` or `updated_at`
  public record SortKey(String field, boolean descending) {}

  /// The rows of a page: the default without a `limit` parameter, and the maximum.
  ///
  /// @param defaultLimit at most [#MOST]; the rows of an included relation too
  public record Limit(int defaultLimit, int max) {
    public static final Limit DEFAULT = new Limit(20, 100);

    /// The largest page of rows that others than the owner may read, and of rows with several related
    /// rows each.
    public static final int MOST = 100;

    /// The largest page where only the owner may read a row.
    public static final int MOST_OF_OWNER = 1_000;
  }

  /// A to-many relation: the inverse of a reference. It follows from a [Spec.Ref] and is not
  /// declared.
  ///
  /// @param name the referencing resource, `tasks`; with several references, `tasks_by_project`
  /// @param resource the referencing resource
  /// @param field its reference field
  public record ReverseRelation(String name, String resource, Spec.Field field) {
    /// The owner of a row, as a reference to an account.
    private static final Spec.Field OWNER =
        Spec.Field.builder("user_id", FieldType.of(ScalarType.UUID))
            .ref(
                new Ref(
                    People.OWNER_RELATION, Ref.PEOPLE, OnDelete.CASCADE, true, 0, false, List.of()))
            .build();

    /// The to-many relations of one resource, in the order of the spec.
    ///
    /// @param all every resource of the spec
    /// @param to the name of the referenced resource
    public static List<ReverseRelation> of(List<Spec.Resource> all, String to) {
      return all.stream().flatMap(from -> of(from.name(), from.fields(), to)).toList();
    }

    /// The to-many relations of one resource whose rows are in another one.
    ///
    /// @param from the name of the resource that may refer to it
    /// @param fields of `from`
    /// @param to the name of the referenced resource
    public static Stream<ReverseRelation> of(String from, List<Spec.Field> fields, String to) {
      List<Spec.Field> pointing =
          fields.stream()
              .filter(f -> f.ref() != null && !f.ref().person() && f.ref().target().equals(to))
              .toList();
      return pointing.stream()
          .map(f -> new ReverseRelation(name(from, f, pointing.size() == 1), from, f));
    }

    /// The relations of an account: the rows that it owns, and those whose fields name it. A list of
    /// accounts has none, but gives the others its name apart.
    public static List<ReverseRelation> ofPeople(List<Spec.Resource> all) {
      return all.stream().flatMap(ReverseRelation::ofPeople).toList();
    }

    private static Stream<ReverseRelation> ofPeople(Spec.Resource from) {
      List<Spec.Field> pointing =
          Stream.concat(
                  Stream.ofNullable(from.isOwned() ? OWNER : null),
                  from.fields().stream().filter(f -> f.ref() != null && f.ref().person()))
              .toList();
      return pointing.stream()
          .filter(f -> !Objects.requireNonNull(f.ref()).many())
          .map(
              f -> new ReverseRelation(name(from.name(), f, pointing.size() == 1), from.name(), f));
    }

    private static String name(String from, Spec.Field field, boolean alone) {
      Spec.Ref ref = field.ref();
      return alone || ref == null ? from : from + "_by_" + ref.relation();
    }
  }
}

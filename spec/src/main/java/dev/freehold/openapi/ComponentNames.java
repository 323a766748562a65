package dev.freehold.openapi;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.Relation;
import dev.freehold.plan.TablePlan.Link;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/// Unique names for schemas, operations and tags, also for generators that write a name in capitals
/// of their own. The name of a resource's schema depends on no other resource, so that adding one
/// renames nothing: a row whose name could be mistaken for a schema of the document or of another
/// resource (`Error`, `StatusUpdate`) is called `ErrorRow` or `StatusUpdateRow`. Of two resources whose
/// names differ in underscores or in the plural only, the first in the spec has the plain name.
final class ComponentNames {
  private static final String ROW = "Row";
  private static final String BATCH = "Batch";
  private static final String AUTH = "Auth";
  private static final String HEALTH = "Health";

  /// `updateMe` is the change of the caller's profile, and `Profile` is its schema. Generators make types
  /// of an operation, such as `ChangePasswordResponse`; those in Go of the response to all errors too.
  private static final Set<String> RESERVED =
      Set.of(
          "Me",
          "Profile",
          "ChangePassword",
          "MySessions",
          "EndSession",
          "EndOtherSessions",
          OpenApiErrorSchemas.FAILURE);

  private final Map<String, String> schemas = new HashMap<>();
  private final Map<String, String> tags = new HashMap<>();
  private final Map<String, String> lists = new HashMap<>();
  private final Map<String, String> summaries = new HashMap<>();
  private final Map<String, String> leaves = new HashMap<>();

  public ComponentNames(ApiPlan plan) {
    Set<String> taken = new HashSet<>();
    for (BuiltInSchema schema : BuiltInSchema.values()) {
      schemas.put(schema.name(), free(schema.name, taken));
    }
    for (ResourcePlan resource : plan.resources()) {
      schemas.put(resource.name(), free(rowName(resource), taken));
    }
    for (ResourcePlan resource : plan.resources()) {
      for (ResourceSchemaKind kind : ResourceSchemaKind.values()) {
        schemas.put(resource.name() + kind.suffix, free(kind.of(rowSchemaName(resource)), taken));
      }
    }
    ResourcePlan people = plan.people();
    if (people != null) {
      String profile = free(people.schemaName(), taken);
      schemas.put(people.name(), profile);
      schemas.put(people.name() + ResourceSchemaKind.SELECTION.suffix, profile);
      schemas.put(
          people.name() + ResourceSchemaKind.UPDATE.suffix,
          free(ResourceSchemaKind.UPDATE.of(profile), taken));
    }
    Set<String> takenLists = new HashSet<>();
    Set<String> takenSummaries = new HashSet<>();
    for (ResourcePlan resource : plan.resources()) {
      lists.put(resource.name(), free("list" + pascal(resource.name()), takenLists));
    }
    for (ResourcePlan resource : plan.resources()) {
      summaries.put(resource.name(), free("summarize" + pascal(resource.name()), takenSummaries));
    }
    for (ResourcePlan resource : plan.resources()) {
      for (Relation relation : resource.relations()) {
        if (relation.hasPath()) {
          String id = "list" + pascal(relation.name()) + "Of" + rowSchemaName(resource);
          lists.put(resource.name() + "." + relation.name(), free(id, takenLists));
        }
      }
    }
    Set<String> takenLeaves = new HashSet<>();
    for (ResourcePlan resource : plan.resources()) {
      for (Link link : resource.table().links()) {
        String list = link.column().name();
        String id = "leave" + pascal(list) + "Of" + rowSchemaName(resource);
        leaves.put(resource.name() + "." + list, free(id, takenLeaves));
      }
    }
    Set<String> takenTags = new HashSet<>();
    for (String tag : List.of(BATCH, AUTH, HEALTH)) {
      tags.put(tag, free(tag, takenTags));
    }
    for (ResourcePlan resource : plan.resources()) {
      tags.put(resource.name(), free(title(resource.name()), takenTags));
    }
  }

  private static String rowName(ResourcePlan resource) {
    String name = resource.schemaName();
    boolean derived =
        Stream.of(ResourceSchemaKind.values())
            .anyMatch(kind -> name.length() > kind.suffix.length() && endsWith(name, kind.suffix));
    boolean builtIn =
        Stream.of(BuiltInSchema.values())
            .anyMatch(
                schema ->
                    name.equalsIgnoreCase(schema.name)
                        || Stream.of(ResourceSchemaKind.values())
                            .anyMatch(kind -> kind.of(name).equalsIgnoreCase(schema.name)));
    return derived || builtIn || RESERVED.contains(name) ? name + ROW : name;
  }

  private static boolean endsWith(String name, String end) {
    return name.regionMatches(true, name.length() - end.length(), end, 0, end.length());
  }

  /// The schemas of a resource in addition to its row.
  public enum ResourceSchemaKind {
    /// The request body of a create.
    CREATE("Create"),
    CREATE_MANY("CreateMany"),
    UPDATE("Update"),
    UPDATE_MANY("UpdateMany"),
    /// The response with a whole row.
    RESPONSE("Response"),
    /// The response with several rows.
    ROWS_RESPONSE("RowsResponse"),
    /// A row as returned by a read.
    SELECTION("Selection"),
    SELECTION_RESPONSE("SelectionResponse"),
    LIST_RESPONSE("ListResponse"),
    /// The groups of a summary.
    SUMMARY_RESPONSE("SummaryResponse"),
    /// The included rows inside a row of another resource.
    INCLUDED("Included");

    private final String suffix;

    ResourceSchemaKind(String suffix) {
      this.suffix = suffix;
    }

    /// The name for a row schema. `ShoppingList` has `ShoppingListRowResponse`: `ShoppingListResponse` is
    /// the list of `Shopping`.
    private String of(String row) {
      boolean ambiguous =
          Stream.of(values())
              .filter(other -> other != this && other.suffix.endsWith(suffix))
              .map(other -> other.suffix.substring(0, other.suffix.length() - suffix.length()))
              .anyMatch(start -> row.length() > start.length() && endsWith(row, start));
      return row + (ambiguous ? ROW : "") + suffix;
    }
  }

  /// The schemas of every document.
  public enum BuiltInSchema {
    PAGINATION("Pagination"),
    AFFECTED_RESPONSE("AffectedResponse"),
    SUMMARY_FIGURES("SummaryFigures"),
    SUMMARY_PAGE("SummaryPage"),
    BATCH("Batch"),
    BATCH_RESULTS("BatchResults"),
    AUTH_USER("AuthUser"),
    AUTH_SESSION("AuthSession"),
    AUTH_USER_RESPONSE("AuthUserResponse"),
    AUTH_SESSION_RESPONSE("AuthSessionResponse"),
    SIGN_UP("SignUp"),
    LOG_IN("LogIn"),
    REFRESH("Refresh"),
    AUTH_PASSWORD_CHANGE("AuthPasswordChange"),
    AUTH_DELETION("AuthDeletion"),
    AUTH_CHANGE("AuthChange"),
    AUTH_EXPORT_LINE("AuthExportLine"),
    AUTH_PASSWORD_FORGOT("AuthPasswordForgot"),
    AUTH_EMAIL_VERIFICATION("AuthEmailVerification"),
    AUTH_EMAIL_RESEND("AuthEmailResend"),
    AUTH_EMAIL_CHANGE("AuthEmailChange"),
    AUTH_PASSWORD_RESET("AuthPasswordReset"),
    AUTH_ACTIVE_SESSION("AuthActiveSession"),
    AUTH_ACTIVE_SESSIONS_RESPONSE("AuthActiveSessionsResponse"),
    AUTH_KEY("AuthKey"),
    AUTH_KEYS_RESPONSE("AuthKeysResponse"),
    AUTH_KEY_CREATE("AuthKeyCreate"),
    AUTH_KEY_CREATED_RESPONSE("AuthKeyCreatedResponse"),
    AUTH_OIDC_CODE("AuthOidcCode"),
    AUTH_CHALLENGE_RESPONSE("AuthChallengeResponse"),
    AUTH_CODE("AuthCode"),
    AUTH_CODE_LOG_IN("AuthCodeLogIn"),
    AUTH_TOTP_RESPONSE("AuthTotpResponse"),
    AUTH_TOTP_SECRET_RESPONSE("AuthTotpSecretResponse"),
    AUTH_RECOVERY_CODES_RESPONSE("AuthRecoveryCodesResponse"),
    AUTH_PASSKEY("AuthPasskey"),
    AUTH_PASSKEY_RESPONSE("AuthPasskeyResponse"),
    AUTH_PASSKEYS_RESPONSE("AuthPasskeysResponse"),
    AUTH_PASSKEY_PROOF("AuthPasskeyProof"),
    AUTH_PASSKEY_OPTIONS_RESPONSE("AuthPasskeyOptionsResponse"),
    AUTH_PASSKEY_CREATE("AuthPasskeyCreate"),
    AUTH_PASSKEY_LOG_IN_OPTIONS("AuthPasskeyLogInOptions"),
    AUTH_PASSKEY_LOG_IN_OPTIONS_RESPONSE("AuthPasskeyLogInOptionsResponse"),
    AUTH_PASSKEY_LOG_IN("AuthPasskeyLogIn"),
    AUTH_STEP_UP("AuthStepUp"),
    INVITATION_TOKEN("InvitationToken"),
    INVITATION_CREATED_RESPONSE("InvitationCreatedResponse"),
    HEALTH_RESPONSE("HealthResponse"),
    ERROR_CODE("ErrorCode"),
    ERROR_DETAIL("ErrorDetail"),
    ERROR("ErrorBody"),
    ERROR_RESPONSE("ErrorResponse");

    private final String name;

    BuiltInSchema(String name) {
      this.name = name;
    }
  }

  public String rowSchemaName(ResourcePlan resource) {
    return schemaName(resource.name());
  }

  /// The operationId of the list of a resource.
  public String listOperationId(ResourcePlan resource) {
    return Objects.requireNonNull(lists.get(resource.name()), resource.name());
  }

  /// The operationId of the summary of a resource.
  public String summaryOperationId(ResourcePlan resource) {
    return Objects.requireNonNull(summaries.get(resource.name()), resource.name());
  }

  /// The operationId of the list of a to-many relation.
  public String listOperationId(ResourcePlan parent, Relation relation) {
    String key = parent.name() + "." + relation.name();
    return Objects.requireNonNull(lists.get(key), key);
  }

  /// The operationId of leaving a list of people.
  public String leaveOperationId(ResourcePlan resource, Link link) {
    String key = resource.name() + "." + link.column().name();
    return Objects.requireNonNull(leaves.get(key), key);
  }

  public String schemaName(ResourcePlan resource, ResourceSchemaKind kind) {
    return schemaName(resource.name() + kind.suffix);
  }

  public String schemaName(BuiltInSchema schema) {
    return schemaName(schema.name());
  }

  public String tag(ResourcePlan resource) {
    return tag(resource.name());
  }

  public String batchTag() {
    return tag(BATCH);
  }

  public String authTag() {
    return tag(AUTH);
  }

  public String healthTag() {
    return tag(HEALTH);
  }

  private String schemaName(String key) {
    return Objects.requireNonNull(schemas.get(key), key);
  }

  private String tag(String key) {
    return Objects.requireNonNull(tags.get(key), key);
  }

  /// The name itself, or with a number if another differs from it in capitals at most.
  private static String free(String name, Set<String> taken) {
    String free = name;
    for (int i = 2; !taken.add(free.toLowerCase(Locale.ROOT)); i++) {
      free = name + i;
    }
    return free;
  }

  /// `Order entries` of `order_entries`.
  static String title(String resource) {
    String words = resource.replace('_', ' ').strip();
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  /// `OrderEntries` of `order_entries`.
  public static String pascal(String snake) {
    StringBuilder name = new StringBuilder();
    for (String word : snake.split("_", -1)) {
      if (!word.isEmpty()) {
        name.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
      }
    }
    return name.toString();
  }
}

create schema auth;

create table auth.users (
  id uuid not null,
  name text,
  password_hash text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint users_pkey primary key (id),
  constraint users_name_check check (char_length(name) <= 200),
  constraint users_password_hash_check check (password_hash like '$argon2id$%')
);

create table auth.emails (
  email text not null,
  user_id uuid not null,
  constraint emails_pkey primary key (email),
  constraint emails_user_id_key unique (user_id),
  constraint emails_user_id_fkey foreign key (user_id)
    references auth.users (id) on delete cascade,
  constraint emails_email_check check (
    octet_length(email) <= 254 and email = lower(email) and position('@' in email) > 1)
);

create table auth.sessions (
  id uuid not null,
  user_id uuid not null,
  counter bigint not null default 0,
  created_at timestamptz not null default now(),
  refreshed_at timestamptz not null default now(),
  idle_expires_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  constraint sessions_pkey primary key (id),
  constraint sessions_user_id_fkey foreign key (user_id)
    references auth.users (id) on delete cascade,
  constraint sessions_counter_check check (counter >= 0),
  constraint sessions_expires_at_check check (idle_expires_at <= expires_at)
);

create index sessions_user_id_idx on auth.sessions (user_id);

create index sessions_revoked_at_idx on auth.sessions (revoked_at, id) where revoked_at is not null;

alter table auth.users add column disabled_at timestamptz;

create table auth.roles (
  user_id uuid not null,
  role text not null,
  constraint roles_pkey primary key (user_id, role),
  constraint roles_user_id_fkey foreign key (user_id)
    references auth.users (id) on delete cascade,
  constraint roles_role_check check (role ~ '^[a-z][a-z0-9_]{0,30}$')
);

alter table auth.sessions add column rotated_at timestamptz[] not null default '{}';

alter table auth.users add constraint users_years_check check (
  created_at >= '0001-01-01 00:00:00+00' and created_at < '10000-01-01 00:00:00+00'
  and updated_at >= '0001-01-01 00:00:00+00' and updated_at < '10000-01-01 00:00:00+00') not valid;

alter table auth.users validate constraint users_years_check;

alter table auth.sessions add column device text;

alter table auth.sessions alter column user_id drop not null;

create table auth.outbox (
  id uuid not null,
  kind text not null,
  recipient text not null,
  created_at timestamptz not null default now(),
  due_at timestamptz not null default now(),
  expires_at timestamptz not null,
  attempts integer not null default 0,
  failure text,
  dead_at timestamptz,
  constraint outbox_pkey primary key (id),
  constraint outbox_kind_check check (kind ~ '^[a-z_]{1,30}$'),
  constraint outbox_recipient_check check (octet_length(recipient) <= 254),
  constraint outbox_attempts_check check (attempts >= 0)
);

create index outbox_due_at_idx on auth.outbox (due_at, id) where dead_at is null;

create index outbox_dead_at_idx on auth.outbox (dead_at, id) where dead_at is not null;

create table auth.events (
  id bigint generated always as identity,
  at timestamptz not null default now(),
  kind text not null,
  user_id uuid,
  email_hash bytea,
  session_id uuid,
  count integer not null,
  constraint events_pkey primary key (id),
  constraint events_kind_check check (kind ~ '^[a-z_]{1,40}$'),
  constraint events_email_hash_check check (octet_length(email_hash) = 32),
  constraint events_count_check check (count > 0)
);

create index events_at_idx on auth.events (at);

create index events_user_id_idx on auth.events (user_id, id) where user_id is not null;

create index events_email_hash_idx on auth.events (email_hash, id) where email_hash is not null;

create index events_strangers_idx on auth.events (id) where kind in ('log_in_failed', 'limited');

create table auth.mail_tokens (
  id uuid not null,
  kind text not null,
  user_id uuid not null,
  hash bytea not null,
  email text not null,
  password_digest bytea not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  constraint mail_tokens_pkey primary key (id),
  constraint mail_tokens_hash_key unique (hash),
  constraint mail_tokens_user_id_fkey foreign key (user_id)
    references auth.users (id) on delete cascade,
  constraint mail_tokens_kind_check check (kind ~ '^[a-z_]{1,30}$'),
  constraint mail_tokens_hash_check check (octet_length(hash) = 32)
);

create index mail_tokens_user_id_idx on auth.mail_tokens (user_id, kind);

create table auth.keys (
  id uuid not null,
  user_id uuid not null,
  name text not null,
  hash bytea not null,
  scopes text[] not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  constraint keys_pkey primary key (id),
  constraint keys_hash_key unique (hash),
  constraint keys_user_id_fkey foreign key (user_id)
    references auth.users (id) on delete cascade,
  constraint keys_name_check check (char_length(name) between 1 and 100),
  constraint keys_hash_check check (octet_length(hash) = 32)
);

create index keys_user_id_idx on auth.keys (user_id);

alter table auth.users
  drop constraint users_password_hash_check,
  add constraint users_password_hash_check check (
    password_hash ~ '^\$(argon2id|imported\$argon2id|2[aby]|pbkdf2-sha(1|256|512)|firebase-scrypt)\$');

create index users_imported_idx on auth.users (id) where password_hash not like '$argon2id$%';

alter table auth.users alter column password_hash drop not null;

create table auth.identities (
  id uuid not null,
  issuer text not null,
  subject text not null,
  user_id uuid not null,
  created_at timestamptz not null default now(),
  constraint identities_pkey primary key (id),
  constraint identities_issuer_subject_key unique (issuer, subject),
  constraint identities_user_id_key unique (user_id),
  constraint identities_user_id_fkey foreign key (user_id)
    references auth.users (id) on delete cascade,
  constraint identities_issuer_check check (issuer ~ '^[a-z][a-z0-9_]{0,30}$'),
  constraint identities_subject_check check (char_length(subject) between 1 and 255)
);

alter table auth.emails add column verified_at timestamptz;

create table auth.signups (
  id uuid not null,
  email text not null,
  name text,
  password_hash text not null,
  hash bytea,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  constraint signups_pkey primary key (id),
  constraint signups_hash_key unique (hash),
  constraint signups_hash_check check (octet_length(hash) = 32)
);

create index signups_email_idx on auth.signups (email, created_at);

create index signups_expires_at_idx on auth.signups (expires_at);

create table auth.email_changes (
  user_id uuid not null,
  session_id uuid not null,
  old_email text not null,
  new_email text not null,
  password_digest bytea not null,
  old_mail uuid not null,
  new_mail uuid not null,
  old_hash bytea,
  new_hash bytea,
  old_confirmed_at timestamptz,
  new_confirmed_at timestamptz,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  constraint email_changes_pkey primary key (user_id),
  constraint email_changes_old_hash_key unique (old_hash),
  constraint email_changes_new_hash_key unique (new_hash),
  constraint email_changes_user_id_fkey foreign key (user_id)
    references auth.users (id) on delete cascade,
  constraint email_changes_hash_check check (
    octet_length(old_hash) = 32 and octet_length(new_hash) = 32)
);

alter table auth.sessions add column amr text[] not null default '{pwd}';

alter table auth.sessions add column authenticated_at timestamptz not null default now();

alter table auth.keys add column second_factor boolean not null default false;

create table auth.totp (
  user_id uuid not null,
  secret bytea,
  confirmed_at timestamptz,
  last_step bigint not null default 0,
  pending bytea,
  pending_at timestamptz,
  failures integer not null default 0,
  failed_at timestamptz,
  constraint totp_pkey primary key (user_id),
  constraint totp_user_id_fkey foreign key (user_id)
    references auth.users (id) on delete cascade,
  constraint totp_confirmed_check check ((secret is null) = (confirmed_at is null)),
  constraint totp_pending_check check ((pending is null) = (pending_at is null)),
  constraint totp_failures_check check (failures >= 0)
);

create table auth.recovery_codes (
  user_id uuid not null,
  hash bytea not null,
  created_at timestamptz not null default now(),
  constraint recovery_codes_pkey primary key (user_id, hash),
  constraint recovery_codes_user_id_fkey foreign key (user_id)
    references auth.users (id) on delete cascade,
  constraint recovery_codes_hash_check check (octet_length(hash) = 32)
);

create table auth.sign_in_codes (
  hash bytea not null,
  state_hash bytea not null,
  user_id uuid not null,
  code_challenge text,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  constraint sign_in_codes_pkey primary key (hash),
  constraint sign_in_codes_state_hash_key unique (state_hash),
  constraint sign_in_codes_user_id_fkey foreign key (user_id)
    references auth.users (id) on delete cascade,
  constraint sign_in_codes_hash_check check (
    octet_length(hash) = 32 and octet_length(state_hash) = 32),
  constraint sign_in_codes_code_challenge_check check (
    code_challenge ~ '^[A-Za-z0-9_-]{43}$')
);

create index sign_in_codes_user_id_idx on auth.sign_in_codes (user_id);

create index sign_in_codes_created_at_idx on auth.sign_in_codes (created_at);

alter table auth.sessions add column recovered_at timestamptz[] not null default '{}';

create table auth.passkeys (
  id uuid not null,
  user_id uuid not null,
  credential_id bytea not null,
  public_key bytea not null,
  sign_count bigint not null,
  transports text[] not null,
  aaguid uuid not null,
  backup_eligible boolean not null,
  backed_up boolean not null,
  name text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  constraint passkeys_pkey primary key (id),
  constraint passkeys_credential_id_key unique (credential_id),
  constraint passkeys_user_id_fkey foreign key (user_id)
    references auth.users (id) on delete cascade,
  constraint passkeys_credential_id_check check (
    octet_length(credential_id) between 16 and 1023),
  constraint passkeys_public_key_check check (octet_length(public_key) <= 1024),
  constraint passkeys_sign_count_check check (sign_count between 0 and 4294967295),
  constraint passkeys_backed_up_check check (backup_eligible or not backed_up),
  constraint passkeys_name_check check (char_length(name) between 1 and 100)
);

create index passkeys_user_id_idx on auth.passkeys (user_id);

create table auth.passkey_challenges (
  id bytea not null,
  expires_at timestamptz not null,
  constraint passkey_challenges_pkey primary key (id),
  constraint passkey_challenges_id_check check (octet_length(id) = 32)
);

create index passkey_challenges_expires_at_idx on auth.passkey_challenges (expires_at);

alter table auth.sessions add column passkey_id uuid;

alter table auth.sessions add column wrong_codes integer not null default 0;

alter table auth.outbox add column device text;

create table auth.notices (
  user_id uuid not null,
  kind text not null,
  email text not null,
  due_at timestamptz not null,
  constraint notices_pkey primary key (user_id, kind),
  constraint notices_user_id_fkey foreign key (user_id)
    references auth.users (id) on delete cascade,
  constraint notices_kind_check check (kind ~ '^[a-z_]{1,30}$')
);

create table auth.issuers (
  name text not null,
  issuer text not null,
  constraint issuers_pkey primary key (name),
  constraint issuers_name_check check (name ~ '^[a-z][a-z0-9_]{0,30}$'),
  constraint issuers_issuer_check check (char_length(issuer) <= 2048)
);

alter table auth.events
  add column way text,
  add constraint events_way_check check (way ~ '^[a-z][a-z0-9_+:]{0,60}$');

create unlogged table auth.failed_logins (
  node uuid not null,
  email_hash bytea not null,
  expires_at timestamptz not null,
  constraint failed_logins_email_hash_check check (octet_length(email_hash) = 32)
);

create index failed_logins_email_hash_idx on auth.failed_logins (email_hash, expires_at);

create index failed_logins_expires_at_idx on auth.failed_logins (expires_at);

grant usage on schema auth to "golden_auth";

grant select, insert, delete on auth.users to "golden_auth";

grant update (name, password_hash, updated_at) on auth.users to "golden_auth";

grant select, insert on auth.emails to "golden_auth";

grant update (email, verified_at) on auth.emails to "golden_auth";

grant select, insert on auth.identities to "golden_auth";

grant select on auth.roles to "golden_auth";

grant select, insert, update, delete on auth.sessions to "golden_auth";

grant select, insert, update, delete on auth.outbox to "golden_auth";

grant insert, delete, select (id, at, kind) on auth.events to "golden_auth";

grant select, insert, update on auth.notices to "golden_auth";

grant select, insert, update, delete on auth.mail_tokens to "golden_auth";

grant select, insert, update, delete on auth.signups to "golden_auth";

grant select, insert, update, delete on auth.email_changes to "golden_auth";

grant select, insert, update, delete on auth.sign_in_codes to "golden_auth";

grant select, insert, delete on auth.keys to "golden_auth";

grant update (last_used_at) on auth.keys to "golden_auth";

grant select, insert, update, delete on auth.totp to "golden_auth";

grant select, insert, delete on auth.recovery_codes to "golden_auth";

grant select, insert, delete on auth.passkeys to "golden_auth";

grant update (sign_count, backed_up, last_used_at) on auth.passkeys to "golden_auth";

grant select, insert, delete on auth.passkey_challenges to "golden_auth";

grant select, insert, delete on auth.failed_logins to "golden_auth";

grant update (expires_at) on auth.failed_logins to "golden_auth";

grant update (expires_at) on auth.passkey_challenges to "golden_auth";

create schema "app";

grant usage on schema "app" to "golden_api";

create table "app"."classes" (
  "id" bigint generated always as identity,
  "name" text not null,
  "teachers" uuid[] not null default array[]::uuid[],
  "created_at" timestamp with time zone not null default now(),
  "updated_at" timestamp with time zone not null default now(),
  "_version" bigint not null default 1,
  constraint "classes_pkey" primary key ("id"),
  constraint "classes_id_safe_check" check (1 <= "id" and 9007199254740991 >= "id"),
  constraint "classes_name_max_length_check" check (char_length("name") <= 255),
  constraint "classes_teachers_items_check" check (cardinality("teachers") <= 100 and coalesce(array_ndims("teachers"), 1) = 1 and array_position("teachers", null) is null),
  constraint "classes_created_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "created_at" and timestamptz '10000-01-01 00:00:00+00' > "created_at"),
  constraint "classes_updated_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "updated_at" and timestamptz '10000-01-01 00:00:00+00' > "updated_at")
);

create index "classes_all_created_at_desc_id_desc_idx" on "app"."classes" ("created_at" desc, "id" desc);

alter table "app"."classes" enable row level security, force row level security;

create policy "read" on "app"."classes" for select to "golden_api"
  using ((select position(',office,' in current_setting('freehold.roles', true)) > 0) or (select nullif(current_setting('freehold.user_id', true), '')::uuid) = any ("teachers"));

create policy "create" on "app"."classes" for insert to "golden_api"
  with check ((select position(',office,' in current_setting('freehold.roles', true)) > 0));

create policy "update" on "app"."classes" for update to "golden_api"
  using ((select position(',office,' in current_setting('freehold.roles', true)) > 0))
  with check ((select position(',office,' in current_setting('freehold.roles', true)) > 0));

create policy "delete" on "app"."classes" for delete to "golden_api"
  using ((select position(',office,' in current_setting('freehold.roles', true)) > 0));

grant select, delete, insert ("name", "teachers"), update ("name", "teachers", "updated_at", "_version") on "app"."classes" to "golden_api";

create table "app"."enrolments" (
  "id" bigint generated always as identity,
  "class_id" bigint not null,
  "pupil_id" uuid not null,
  "guardians" uuid[] not null default array[]::uuid[],
  "paused" boolean not null default false,
  "created_at" timestamp with time zone not null default now(),
  "updated_at" timestamp with time zone not null default now(),
  "_version" bigint not null default 1,
  constraint "enrolments_pkey" primary key ("id"),
  constraint "enrolments_id_safe_check" check (1 <= "id" and 9007199254740991 >= "id"),
  constraint "enrolments_guardians_items_check" check (cardinality("guardians") <= 100 and coalesce(array_ndims("guardians"), 1) = 1 and array_position("guardians", null) is null),
  constraint "enrolments_created_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "created_at" and timestamptz '10000-01-01 00:00:00+00' > "created_at"),
  constraint "enrolments_updated_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "updated_at" and timestamptz '10000-01-01 00:00:00+00' > "updated_at")
);

create index "enrolments_all_created_at_desc_id_desc_idx" on "app"."enrolments" ("created_at" desc, "id" desc);

create index "enrolments_all_class_id_created_at_desc_id_desc_idx" on "app"."enrolments" ("class_id", "created_at" desc, "id" desc);

create index "enrolments_all_pupil_id_created_at_desc_id_desc_idx" on "app"."enrolments" ("pupil_id", "created_at" desc, "id" desc);

alter table "app"."enrolments" enable row level security, force row level security;

grant select, delete, insert ("class_id", "pupil_id", "guardians", "paused"), update ("class_id", "pupil_id", "guardians", "paused", "updated_at", "_version") on "app"."enrolments" to "golden_api";

create table "app"."assignments" (
  "id" bigint generated always as identity,
  "class_id" bigint not null,
  "title" text not null,
  "published" boolean not null default false,
  "grade" integer,
  "created_at" timestamp with time zone not null default now(),
  "updated_at" timestamp with time zone not null default now(),
  "_version" bigint not null default 1,
  constraint "assignments_pkey" primary key ("id"),
  constraint "assignments_id_safe_check" check (1 <= "id" and 9007199254740991 >= "id"),
  constraint "assignments_title_max_length_check" check (char_length("title") <= 255),
  constraint "assignments_created_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "created_at" and timestamptz '10000-01-01 00:00:00+00' > "created_at"),
  constraint "assignments_updated_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "updated_at" and timestamptz '10000-01-01 00:00:00+00' > "updated_at")
);

create index "assignments_all_created_at_desc_id_desc_idx" on "app"."assignments" ("created_at" desc, "id" desc);

create index "assignments_all_class_id_created_at_desc_id_desc_idx" on "app"."assignments" ("class_id", "created_at" desc, "id" desc);

alter table "app"."assignments" enable row level security, force row level security;

grant select, delete, insert ("class_id", "title", "published", "grade"), update ("class_id", "title", "published", "grade", "updated_at", "_version") on "app"."assignments" to "golden_api";

create table "app"."submissions" (
  "id" bigint generated always as identity,
  "user_id" uuid not null,
  "assignment_id" bigint not null,
  "text" text not null,
  "created_at" timestamp with time zone not null default now(),
  "updated_at" timestamp with time zone not null default now(),
  "_version" bigint not null default 1,
  constraint "submissions_pkey" primary key ("user_id", "id"),
  constraint "submissions_user_id_fkey" foreign key ("user_id") references "auth"."users" ("id") on delete cascade,
  constraint "submissions_id_key" unique ("id"),
  constraint "submissions_id_safe_check" check (1 <= "id" and 9007199254740991 >= "id"),
  constraint "submissions_text_max_length_check" check (char_length("text") <= 255),
  constraint "submissions_created_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "created_at" and timestamptz '10000-01-01 00:00:00+00' > "created_at"),
  constraint "submissions_updated_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "updated_at" and timestamptz '10000-01-01 00:00:00+00' > "updated_at")
);

create index "submissions_created_at_desc_id_desc_idx" on "app"."submissions" ("user_id", "created_at" desc, "id" desc);

create index "submissions_all_created_at_desc_id_desc_idx" on "app"."submissions" ("created_at" desc, "id" desc);

create index "submissions_assignment_id_created_at_desc_id_desc_idx" on "app"."submissions" ("user_id", "assignment_id", "created_at" desc, "id" desc);

create index "submissions_all_assignment_id_created_at_desc_id_desc_idx" on "app"."submissions" ("assignment_id", "created_at" desc, "id" desc);

alter table "app"."submissions" enable row level security, force row level security;

grant select, delete, insert ("user_id", "assignment_id", "text"), update ("text", "updated_at", "_version") on "app"."submissions" to "golden_api";

create table "app"."badges" (
  "id" bigint generated always as identity,
  "name" text not null,
  "motto" text,
  "state" text not null default 'shown',
  "created_at" timestamp with time zone not null default now(),
  "updated_at" timestamp with time zone not null default now(),
  "_version" bigint not null default 1,
  constraint "badges_pkey" primary key ("id"),
  constraint "badges_id_safe_check" check (1 <= "id" and 9007199254740991 >= "id"),
  constraint "badges_name_max_length_check" check (char_length("name") <= 255),
  constraint "badges_motto_max_length_check" check (char_length("motto") <= 255),
  constraint "badges_state_values_check" check ("state" in ('shown', 'worn')),
  constraint "badges_created_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "created_at" and timestamptz '10000-01-01 00:00:00+00' > "created_at"),
  constraint "badges_updated_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "updated_at" and timestamptz '10000-01-01 00:00:00+00' > "updated_at")
);

create index "badges_all_created_at_desc_id_desc_idx" on "app"."badges" ("created_at" desc, "id" desc);

alter table "app"."badges" enable row level security, force row level security;

grant select, delete, insert ("name", "motto", "state"), update ("name", "motto", "state", "updated_at", "_version") on "app"."badges" to "golden_api";

create table "app"."awards" (
  "id" bigint generated always as identity,
  "badge_id" bigint not null,
  "holder_id" uuid not null,
  "confirmed" boolean not null default false,
  "created_at" timestamp with time zone not null default now(),
  "updated_at" timestamp with time zone not null default now(),
  "_version" bigint not null default 1,
  constraint "awards_pkey" primary key ("id"),
  constraint "awards_id_safe_check" check (1 <= "id" and 9007199254740991 >= "id"),
  constraint "awards_created_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "created_at" and timestamptz '10000-01-01 00:00:00+00' > "created_at"),
  constraint "awards_updated_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "updated_at" and timestamptz '10000-01-01 00:00:00+00' > "updated_at")
);

create index "awards_all_created_at_desc_id_desc_idx" on "app"."awards" ("created_at" desc, "id" desc);

create index "awards_all_badge_id_created_at_desc_id_desc_idx" on "app"."awards" ("badge_id", "created_at" desc, "id" desc);

create index "awards_all_holder_id_created_at_desc_id_desc_idx" on "app"."awards" ("holder_id", "created_at" desc, "id" desc);

alter table "app"."awards" enable row level security, force row level security;

create policy "read" on "app"."awards" for select to "golden_api"
  using ("holder_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid) or (select position(',office,' in current_setting('freehold.roles', true)) > 0));

create policy "create" on "app"."awards" for insert to "golden_api"
  with check ((select position(',office,' in current_setting('freehold.roles', true)) > 0));

create policy "update" on "app"."awards" for update to "golden_api"
  using ((select position(',office,' in current_setting('freehold.roles', true)) > 0))
  with check ((select position(',office,' in current_setting('freehold.roles', true)) > 0));

create policy "delete" on "app"."awards" for delete to "golden_api"
  using ((select position(',office,' in current_setting('freehold.roles', true)) > 0));

grant select, delete, insert ("badge_id", "holder_id", "confirmed"), update ("badge_id", "holder_id", "confirmed", "updated_at", "_version") on "app"."awards" to "golden_api";

alter table "app"."enrolments" add constraint "enrolments_class_id_fkey" foreign key ("class_id")
  references "app"."classes" ("id") on delete cascade;

alter table "app"."enrolments" add constraint "enrolments_pupil_id_fkey" foreign key ("pupil_id")
  references "auth"."users" ("id") on delete cascade;

alter table "app"."assignments" add constraint "assignments_class_id_fkey" foreign key ("class_id")
  references "app"."classes" ("id") on delete cascade;

alter table "app"."submissions" add constraint "submissions_assignment_id_fkey" foreign key ("assignment_id")
  references "app"."assignments" ("id") on delete cascade;

alter table "app"."awards" add constraint "awards_badge_id_fkey" foreign key ("badge_id")
  references "app"."badges" ("id") on delete cascade;

alter table "app"."awards" add constraint "awards_holder_id_fkey" foreign key ("holder_id")
  references "auth"."users" ("id") on delete cascade;

create policy "read" on "app"."enrolments" for select to "golden_api"
  using ((select position(',office,' in current_setting('freehold.roles', true)) > 0) or "pupil_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid) or exists (select 1 from "app"."classes" as _via1 where _via1."id" = "enrolments"."class_id" and (select nullif(current_setting('freehold.user_id', true), '')::uuid) = any (_via1."teachers") offset 0));

create policy "create" on "app"."enrolments" for insert to "golden_api"
  with check ((select position(',office,' in current_setting('freehold.roles', true)) > 0));

create policy "update" on "app"."enrolments" for update to "golden_api"
  using ((select position(',office,' in current_setting('freehold.roles', true)) > 0))
  with check ((select position(',office,' in current_setting('freehold.roles', true)) > 0));

create policy "delete" on "app"."enrolments" for delete to "golden_api"
  using ((select position(',office,' in current_setting('freehold.roles', true)) > 0));

create policy "read" on "app"."assignments" for select to "golden_api"
  using (exists (select 1 from "app"."classes" as _via1 where _via1."id" = "assignments"."class_id" and (select nullif(current_setting('freehold.user_id', true), '')::uuid) = any (_via1."teachers") offset 0) or exists (select 1 from "app"."enrolments" as _via1 where _via1."class_id" = "assignments"."class_id" and _via1."pupil_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid) and ("assignments"."published" and (_via1."paused" = false)) offset 0));

create policy "create" on "app"."assignments" for insert to "golden_api"
  with check (((select nullif(current_setting('freehold.user_id', true), '') is not null) and exists (select 1 from "app"."classes" as _via1 where _via1."id" = "assignments"."class_id" and (select nullif(current_setting('freehold.user_id', true), '')::uuid) = any (_via1."teachers") offset 0)));

create policy "update" on "app"."assignments" for update to "golden_api"
  using (((select nullif(current_setting('freehold.user_id', true), '') is not null) and exists (select 1 from "app"."classes" as _via1 where _via1."id" = "assignments"."class_id" and (select nullif(current_setting('freehold.user_id', true), '')::uuid) = any (_via1."teachers") offset 0)))
  with check (((select nullif(current_setting('freehold.user_id', true), '') is not null) and exists (select 1 from "app"."classes" as _via1 where _via1."id" = "assignments"."class_id" and (select nullif(current_setting('freehold.user_id', true), '')::uuid) = any (_via1."teachers") offset 0)));

create policy "delete" on "app"."assignments" for delete to "golden_api"
  using (((select nullif(current_setting('freehold.user_id', true), '') is not null) and exists (select 1 from "app"."classes" as _via1 where _via1."id" = "assignments"."class_id" and (select nullif(current_setting('freehold.user_id', true), '')::uuid) = any (_via1."teachers") offset 0)));

create policy "read" on "app"."submissions" for select to "golden_api"
  using ("user_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid) or exists (select 1 from "app"."assignments" as _via1 where _via1."id" = "submissions"."assignment_id" and exists (select 1 from "app"."classes" as _via2 where _via2."id" = _via1."class_id" and (select nullif(current_setting('freehold.user_id', true), '')::uuid) = any (_via2."teachers")) offset 0));

create policy "create" on "app"."submissions" for insert to "golden_api"
  with check ("user_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid) and (((select nullif(current_setting('freehold.user_id', true), '') is not null) and exists (select 1 from "app"."assignments" as _via1 where _via1."id" = "submissions"."assignment_id" and exists (select 1 from "app"."enrolments" as _via2 where _via2."class_id" = _via1."class_id" and _via2."pupil_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid) and _via1."published") offset 0))));

create policy "update" on "app"."submissions" for update to "golden_api"
  using ("user_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid))
  with check ("user_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid));

create policy "delete" on "app"."submissions" for delete to "golden_api"
  using ("user_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid));

create policy "read" on "app"."badges" for select to "golden_api"
  using ((select position(',office,' in current_setting('freehold.roles', true)) > 0) or exists (select 1 from "app"."awards" as _via1 where _via1."badge_id" = "badges"."id" and _via1."holder_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid) and _via1."confirmed" offset 0));

create policy "create" on "app"."badges" for insert to "golden_api"
  with check ((select position(',office,' in current_setting('freehold.roles', true)) > 0));

create policy "update" on "app"."badges" for update to "golden_api"
  using ((select position(',office,' in current_setting('freehold.roles', true)) > 0) or ((select nullif(current_setting('freehold.user_id', true), '') is not null) and exists (select 1 from "app"."awards" as _via1 where _via1."badge_id" = "badges"."id" and _via1."holder_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid) and _via1."confirmed" offset 0)))
  with check ((select position(',office,' in current_setting('freehold.roles', true)) > 0) or ((select nullif(current_setting('freehold.user_id', true), '') is not null) and exists (select 1 from "app"."awards" as _via1 where _via1."badge_id" = "badges"."id" and _via1."holder_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid) and _via1."confirmed" offset 0)));

create policy "delete" on "app"."badges" for delete to "golden_api"
  using (((select nullif(current_setting('freehold.user_id', true), '') is not null) and exists (select 1 from "app"."awards" as _via1 where _via1."badge_id" = "badges"."id" and _via1."holder_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid) and _via1."confirmed" offset 0)));

create table "app"."_classes_teachers" (
  "row_id" bigint not null,
  "item_id" uuid not null,
  constraint "_classes_teachers_pkey" primary key ("row_id", "item_id")
);

create index "_classes_teachers_item_idx" on "app"."_classes_teachers" ("item_id", "row_id");

alter table "app"."_classes_teachers" add constraint "_classes_teachers_row_id_fkey" foreign key ("row_id")
  references "app"."classes" ("id") on delete cascade;

alter table "app"."_classes_teachers" add constraint "_classes_teachers_item_id_fkey" foreign key ("item_id")
  references "auth"."users" ("id") on delete cascade;

alter table "app"."_classes_teachers" enable row level security, force row level security;

create policy "links" on "app"."_classes_teachers" for all to current_user
  using (current_setting('freehold.links', true) = 'on' and pg_trigger_depth() > 0)
  with check (current_setting('freehold.links', true) = 'on' and pg_trigger_depth() > 0);

create policy "read" on "app"."_classes_teachers" for select to "golden_api"
  using ("item_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid));

grant select on "app"."_classes_teachers" to "golden_api";

create or replace function "app"."_write_classes_teachers"() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  outside text := coalesce(current_setting('freehold.links', true), '');
begin
  perform set_config('freehold.links', 'on', true);
  if tg_op = 'UPDATE' then
    delete from "app"."_classes_teachers" as l where l."row_id" = old."id" and l."item_id" <> all (new."teachers");
    insert into "app"."_classes_teachers" ("row_id", "item_id")
      select new."id", i from unnest(new."teachers") as i where i <> all (old."teachers");
  else
    insert into "app"."_classes_teachers" ("row_id", "item_id") select new."id", i from unnest(new."teachers") as i;
  end if;
  perform set_config('freehold.links', outside, true);
  return null;
end
$$;

revoke execute on function "app"."_write_classes_teachers"() from public;

create trigger "_links_new_teachers" after insert on "app"."classes"
  for each row when (new."teachers" <> '{}')
  execute function "app"."_write_classes_teachers"();

create trigger "_links_teachers" after update on "app"."classes"
  for each row when (old."teachers" is distinct from new."teachers")
  execute function "app"."_write_classes_teachers"();

create or replace function "app"."_unlink_classes_teachers"() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  outside text := coalesce(current_setting('freehold.links', true), '');
begin
  perform set_config('freehold.links', 'on', true);
  update "app"."classes" as r set "teachers" = array_remove(r."teachers", old."item_id")
    where r."id" = old."row_id" and old."item_id" = any (r."teachers");
  perform set_config('freehold.links', outside, true);
  return null;
end
$$;

revoke execute on function "app"."_unlink_classes_teachers"() from public;

create trigger "_unlinks" after delete on "app"."_classes_teachers"
  for each row
  execute function "app"."_unlink_classes_teachers"();

create policy "unlink_read" on "app"."classes" for select to current_user
  using (current_setting('freehold.links', true) = 'on' and pg_trigger_depth() > 0);

create policy "unlink" on "app"."classes" for update to current_user
  using (current_setting('freehold.links', true) = 'on' and pg_trigger_depth() > 0)
  with check (current_setting('freehold.links', true) = 'on' and pg_trigger_depth() > 0);

create table "app"."_enrolments_guardians" (
  "row_id" bigint not null,
  "item_id" uuid not null,
  constraint "_enrolments_guardians_pkey" primary key ("row_id", "item_id")
);

create index "_enrolments_guardians_item_idx" on "app"."_enrolments_guardians" ("item_id", "row_id");

alter table "app"."_enrolments_guardians" add constraint "_enrolments_guardians_row_id_fkey" foreign key ("row_id")
  references "app"."enrolments" ("id") on delete cascade;

alter table "app"."_enrolments_guardians" add constraint "_enrolments_guardians_item_id_fkey" foreign key ("item_id")
  references "auth"."users" ("id") on delete cascade;

alter table "app"."_enrolments_guardians" enable row level security, force row level security;

create policy "links" on "app"."_enrolments_guardians" for all to current_user
  using (current_setting('freehold.links', true) = 'on' and pg_trigger_depth() > 0)
  with check (current_setting('freehold.links', true) = 'on' and pg_trigger_depth() > 0);

create policy "read" on "app"."_enrolments_guardians" for select to "golden_api"
  using ("item_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid));

grant select on "app"."_enrolments_guardians" to "golden_api";

create or replace function "app"."_write_enrolments_guardians"() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  outside text := coalesce(current_setting('freehold.links', true), '');
begin
  perform set_config('freehold.links', 'on', true);
  if tg_op = 'UPDATE' then
    delete from "app"."_enrolments_guardians" as l where l."row_id" = old."id" and l."item_id" <> all (new."guardians");
    insert into "app"."_enrolments_guardians" ("row_id", "item_id")
      select new."id", i from unnest(new."guardians") as i where i <> all (old."guardians");
  else
    insert into "app"."_enrolments_guardians" ("row_id", "item_id") select new."id", i from unnest(new."guardians") as i;
  end if;
  perform set_config('freehold.links', outside, true);
  return null;
end
$$;

revoke execute on function "app"."_write_enrolments_guardians"() from public;

create trigger "_links_new_guardians" after insert on "app"."enrolments"
  for each row when (new."guardians" <> '{}')
  execute function "app"."_write_enrolments_guardians"();

create trigger "_links_guardians" after update on "app"."enrolments"
  for each row when (old."guardians" is distinct from new."guardians")
  execute function "app"."_write_enrolments_guardians"();

create or replace function "app"."_unlink_enrolments_guardians"() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  outside text := coalesce(current_setting('freehold.links', true), '');
begin
  perform set_config('freehold.links', 'on', true);
  update "app"."enrolments" as r set "guardians" = array_remove(r."guardians", old."item_id")
    where r."id" = old."row_id" and old."item_id" = any (r."guardians");
  perform set_config('freehold.links', outside, true);
  return null;
end
$$;

revoke execute on function "app"."_unlink_enrolments_guardians"() from public;

create trigger "_unlinks" after delete on "app"."_enrolments_guardians"
  for each row
  execute function "app"."_unlink_enrolments_guardians"();

create policy "unlink_read" on "app"."enrolments" for select to current_user
  using (current_setting('freehold.links', true) = 'on' and pg_trigger_depth() > 0);

create policy "unlink" on "app"."enrolments" for update to current_user
  using (current_setting('freehold.links', true) = 'on' and pg_trigger_depth() > 0)
  with check (current_setting('freehold.links', true) = 'on' and pg_trigger_depth() > 0);

create or replace function "app"."_row_changed"() returns trigger
  language plpgsql set search_path = '' as $$
begin
  new."_version" := old."_version" + 1;
  new."updated_at" := now();
  return new;
end
$$;

revoke execute on function "app"."_row_changed"() from public;

create trigger "_row_changed" before update on "app"."classes"
  for each row when (pg_trigger_depth() > 0) execute function "app"."_row_changed"();

create trigger "_row_changed" before update on "app"."enrolments"
  for each row when (pg_trigger_depth() > 0) execute function "app"."_row_changed"();

create or replace function "app"."_may_move_badges"() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if (case tg_argv[0]
    when 'state' then ((old."state" is not distinct from new."state" or ((((select nullif(current_setting('freehold.user_id', true), '') is not null) and exists (select 1 from "app"."awards" as _via1 where _via1."badge_id" = old."id" and _via1."holder_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid) offset 0))) and (old."state", new."state") in (('shown', 'worn')))))
  end) is not true then
    raise check_violation using
      message = 'the caller may not make this change in this row',
      schema = tg_table_schema, table = tg_table_name, constraint = tg_name;
  end if;
  return new;
end
$$;

revoke execute on function "app"."_may_move_badges"() from public;

create trigger "_moves_state" before update on "app"."badges"
  for each row when (old."state" is distinct from new."state" and row_security_active(old.tableoid))
  execute function "app"."_may_move_badges"('state');

create policy "lock_read" on "app"."assignments" for select to current_user
  using (current_setting('freehold.locks', true) = 'on' and pg_trigger_depth() > 0);

create policy "lock" on "app"."assignments" for update to current_user
  using (current_setting('freehold.locks', true) = 'on' and pg_trigger_depth() > 0)
  with check (false);

create or replace function "app"."_lock_rows_for_submissions"() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  outside text := coalesce(current_setting('freehold.locks', true), '');
begin
  perform set_config('freehold.locks', 'on', true);
  if tg_op = 'INSERT' then
    perform from "app"."assignments" as r where r."id" in (new."assignment_id") order by r."id" for share;
  end if;
  perform set_config('freehold.locks', outside, true);
  return coalesce(new, old);
end
$$;

revoke execute on function "app"."_lock_rows_for_submissions"() from public;

create trigger "_locks" before insert on "app"."submissions"
  for each row when (pg_trigger_depth() = 0 and row_security_active('"app"."submissions"'::regclass))
  execute function "app"."_lock_rows_for_submissions"();

create or replace function "app"."_recheck_submissions"() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    if ((((select nullif(current_setting('freehold.user_id', true), '') is not null) and exists (select 1 from "app"."assignments" as _via1 where _via1."id" = new."assignment_id" and exists (select 1 from "app"."enrolments" as _via2 where _via2."class_id" = _via1."class_id" and _via2."pupil_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid) and _via1."published") offset 0)))) is not true then
      return null;
    end if;
  end if;
  return coalesce(new, old);
end
$$;

revoke execute on function "app"."_recheck_submissions"() from public;

create trigger "_still_granted" before insert on "app"."submissions"
  for each row when (pg_trigger_depth() = 0 and row_security_active('"app"."submissions"'::regclass))
  execute function "app"."_recheck_submissions"();

create or replace function "app"."_may_write_assignments"() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if (case tg_argv[0]
    when 'grade' then (((select nullif(current_setting('freehold.user_id', true), '') is not null) and exists (select 1 from "app"."classes" as _via1 where _via1."id" = old."class_id" and (select nullif(current_setting('freehold.user_id', true), '')::uuid) = any (_via1."teachers") offset 0)))
  end) is not true then
    raise check_violation using
      message = 'the caller may not write the field in this row',
      schema = tg_table_schema, table = tg_table_name, constraint = tg_name;
  end if;
  return new;
end
$$;

revoke execute on function "app"."_may_write_assignments"() from public;

create trigger "_writes_grade" before update on "app"."assignments"
  for each row when (old."grade" is distinct from new."grade" and row_security_active(old.tableoid))
  execute function "app"."_may_write_assignments"('grade');

create or replace function "app"."_may_write_badges"() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if (case tg_argv[0]
    when 'motto' then ((select position(',office,' in current_setting('freehold.roles', true)) > 0) or ((select nullif(current_setting('freehold.user_id', true), '') is not null) and exists (select 1 from "app"."awards" as _via1 where _via1."badge_id" = old."id" and _via1."holder_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid) offset 0)))
  end) is not true then
    raise check_violation using
      message = 'the caller may not write the field in this row',
      schema = tg_table_schema, table = tg_table_name, constraint = tg_name;
  end if;
  return new;
end
$$;

revoke execute on function "app"."_may_write_badges"() from public;

create trigger "_writes_motto" before update on "app"."badges"
  for each row when (old."motto" is distinct from new."motto" and row_security_active(old.tableoid))
  execute function "app"."_may_write_badges"('motto');

create table "app"."_idempotency_keys" (
  "user_id" uuid not null,
  "key" text not null,
  "request_hash" bytea not null,
  "status" integer,
  "headers" text,
  "body" bytea,
  "created_at" timestamp with time zone not null default now(),
  constraint "_idempotency_keys_pkey" primary key ("user_id", "key"),
  constraint "_idempotency_keys_user_id_fkey" foreign key ("user_id") references "auth"."users" ("id") on delete cascade,
  constraint "_idempotency_keys_key_check" check (octet_length("key") between 1 and 255)
);

create index "_idempotency_keys_created_at_idx" on "app"."_idempotency_keys" ("created_at");

alter table "app"."_idempotency_keys" enable row level security, force row level security;

create policy "owner" on "app"."_idempotency_keys" for all to "golden_api"
  using ("user_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid))
  with check ("user_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid));

create policy "expired_read" on "app"."_idempotency_keys" for select to "golden_api"
  using (created_at < now() - interval '24 hours' and (select current_setting('freehold.sweep', true) = 'on'));

create policy "expired_delete" on "app"."_idempotency_keys" for delete to "golden_api"
  using (created_at < now() - interval '24 hours' and (select current_setting('freehold.sweep', true) = 'on'));

grant select, insert, update ("request_hash", "status", "headers", "body"), delete on "app"."_idempotency_keys" to "golden_api";

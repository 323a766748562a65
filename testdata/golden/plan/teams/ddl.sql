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

create table "app"."companies" (
  "id" bigint generated always as identity,
  "team_id" uuid not null,
  "name" text not null,
  "domain" text,
  "city" text,
  "created_at" timestamp with time zone not null default now(),
  "updated_at" timestamp with time zone not null default now(),
  "_version" bigint not null default 1,
  constraint "companies_pkey" primary key ("team_id", "id"),
  constraint "companies_id_key" unique ("id"),
  constraint "companies_team_domain_key" unique ("team_id", "domain") deferrable initially immediate,
  constraint "companies_id_safe_check" check (1 <= "id" and 9007199254740991 >= "id"),
  constraint "companies_name_max_length_check" check (char_length("name") <= 255),
  constraint "companies_domain_max_length_check" check (char_length("domain") <= 255),
  constraint "companies_city_max_length_check" check (char_length("city") <= 255),
  constraint "companies_created_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "created_at" and timestamptz '10000-01-01 00:00:00+00' > "created_at"),
  constraint "companies_updated_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "updated_at" and timestamptz '10000-01-01 00:00:00+00' > "updated_at")
);

create index "companies_created_at_desc_id_desc_idx" on "app"."companies" ("team_id", "created_at" desc, "id" desc);

alter table "app"."companies" enable row level security, force row level security;

grant select, delete, insert ("team_id", "name", "domain", "city"), update ("name", "domain", "city", "updated_at", "_version") on "app"."companies" to "golden_api";

create table "app"."contacts" (
  "id" bigint generated always as identity,
  "team_id" uuid not null,
  "name" text not null,
  "company_id" bigint,
  "created_at" timestamp with time zone not null default now(),
  "updated_at" timestamp with time zone not null default now(),
  "_version" bigint not null default 1,
  constraint "contacts_pkey" primary key ("team_id", "id"),
  constraint "contacts_id_key" unique ("id"),
  constraint "contacts_id_safe_check" check (1 <= "id" and 9007199254740991 >= "id"),
  constraint "contacts_name_max_length_check" check (char_length("name") <= 255),
  constraint "contacts_created_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "created_at" and timestamptz '10000-01-01 00:00:00+00' > "created_at"),
  constraint "contacts_updated_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "updated_at" and timestamptz '10000-01-01 00:00:00+00' > "updated_at")
);

create index "contacts_created_at_desc_id_desc_idx" on "app"."contacts" ("team_id", "created_at" desc, "id" desc);

create index "contacts_company_id_created_at_desc_id_desc_idx" on "app"."contacts" ("team_id", "company_id", "created_at" desc, "id" desc);

alter table "app"."contacts" enable row level security, force row level security;

grant select, delete, insert ("team_id", "name", "company_id"), update ("name", "company_id", "updated_at", "_version") on "app"."contacts" to "golden_api";

create table "app"."deals" (
  "id" uuid not null,
  "team_id" uuid not null,
  "title" text not null,
  "company_id" bigint not null,
  "stage" text not null default 'lead',
  "amount" numeric,
  "assignee_id" uuid,
  "created_at" timestamp with time zone not null default now(),
  "updated_at" timestamp with time zone not null default now(),
  "_version" bigint not null default 1,
  constraint "deals_pkey" primary key ("team_id", "id"),
  constraint "deals_id_key" unique ("id"),
  constraint "deals_title_max_length_check" check (char_length("title") <= 255),
  constraint "deals_stage_values_check" check ("stage" in ('lead', 'offer', 'won', 'lost')),
  constraint "deals_amount_digits_check" check (-100000000000000000000 < "amount" and 100000000000000000000 > "amount" and scale("amount") <= 18),
  constraint "deals_created_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "created_at" and timestamptz '10000-01-01 00:00:00+00' > "created_at"),
  constraint "deals_updated_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "updated_at" and timestamptz '10000-01-01 00:00:00+00' > "updated_at")
);

create index "deals_created_at_desc_id_desc_idx" on "app"."deals" ("team_id", "created_at" desc, "id" desc);

create index "deals_company_id_created_at_desc_id_desc_idx" on "app"."deals" ("team_id", "company_id", "created_at" desc, "id" desc);

create index "deals_assignee_id_created_at_desc_id_desc_idx" on "app"."deals" ("team_id", "assignee_id", "created_at" desc, "id" desc);

create index "deals_all_assignee_id_created_at_desc_id_desc_idx" on "app"."deals" ("assignee_id", "created_at" desc, "id" desc);

alter table "app"."deals" enable row level security, force row level security;

grant select, delete, insert ("id", "team_id", "title", "company_id", "stage", "amount", "assignee_id"), update ("title", "company_id", "stage", "amount", "assignee_id", "updated_at", "_version") on "app"."deals" to "golden_api";

create table "app"."notes" (
  "id" bigint generated always as identity,
  "user_id" uuid not null,
  "team_id" uuid not null,
  "deal_id" uuid not null,
  "body" text not null,
  "private" boolean not null default false,
  "created_at" timestamp with time zone not null default now(),
  "updated_at" timestamp with time zone not null default now(),
  "_version" bigint not null default 1,
  constraint "notes_pkey" primary key ("team_id", "id"),
  constraint "notes_user_id_fkey" foreign key ("user_id") references "auth"."users" ("id") on delete no action deferrable initially immediate,
  constraint "notes_id_key" unique ("id"),
  constraint "notes_id_safe_check" check (1 <= "id" and 9007199254740991 >= "id"),
  constraint "notes_body_max_length_check" check (char_length("body") <= 65536),
  constraint "notes_created_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "created_at" and timestamptz '10000-01-01 00:00:00+00' > "created_at"),
  constraint "notes_updated_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "updated_at" and timestamptz '10000-01-01 00:00:00+00' > "updated_at")
);

create index "notes_created_at_desc_id_desc_idx" on "app"."notes" ("team_id", "created_at" desc, "id" desc);

create index "notes_deal_id_created_at_desc_id_desc_idx" on "app"."notes" ("team_id", "deal_id", "created_at" desc, "id" desc);

alter table "app"."notes" enable row level security, force row level security;

grant select, delete, insert ("user_id", "team_id", "deal_id", "body", "private"), update ("body", "private", "updated_at", "_version") on "app"."notes" to "golden_api";

create table "app"."drafts" (
  "id" uuid not null,
  "user_id" uuid not null,
  "team_id" uuid not null,
  "text" text,
  "label" text,
  "created_at" timestamp with time zone not null default now(),
  "updated_at" timestamp with time zone not null default now(),
  "_version" bigint not null default 1,
  constraint "drafts_pkey" primary key ("team_id", "id"),
  constraint "drafts_user_id_fkey" foreign key ("user_id") references "auth"."users" ("id") on delete no action deferrable initially immediate,
  constraint "drafts_id_key" unique ("id"),
  constraint "drafts_label_key" unique ("team_id", "user_id", "label") deferrable initially immediate,
  constraint "drafts_text_max_length_check" check (char_length("text") <= 255),
  constraint "drafts_label_max_length_check" check (char_length("label") <= 255),
  constraint "drafts_created_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "created_at" and timestamptz '10000-01-01 00:00:00+00' > "created_at"),
  constraint "drafts_updated_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "updated_at" and timestamptz '10000-01-01 00:00:00+00' > "updated_at")
);

create index "drafts_created_at_desc_id_desc_idx" on "app"."drafts" ("team_id", "created_at" desc, "id" desc);

alter table "app"."drafts" enable row level security, force row level security;

grant select, delete, insert ("id", "user_id", "team_id", "text", "label"), update ("text", "label", "updated_at", "_version") on "app"."drafts" to "golden_api";

create table "app"."pins" (
  "id" uuid not null,
  "user_id" uuid not null,
  "draft_id" uuid not null,
  "created_at" timestamp with time zone not null default now(),
  "updated_at" timestamp with time zone not null default now(),
  "_version" bigint not null default 1,
  constraint "pins_pkey" primary key ("user_id", "id"),
  constraint "pins_user_id_fkey" foreign key ("user_id") references "auth"."users" ("id") on delete cascade,
  constraint "pins_created_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "created_at" and timestamptz '10000-01-01 00:00:00+00' > "created_at"),
  constraint "pins_updated_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "updated_at" and timestamptz '10000-01-01 00:00:00+00' > "updated_at")
);

create index "pins_created_at_desc_id_desc_idx" on "app"."pins" ("user_id", "created_at" desc, "id" desc);

create index "pins_draft_id_created_at_desc_id_desc_idx" on "app"."pins" ("user_id", "draft_id", "created_at" desc, "id" desc);

create index "pins_all_draft_id_created_at_desc_id_desc_idx" on "app"."pins" ("draft_id", "created_at" desc, "id" desc);

alter table "app"."pins" enable row level security, force row level security;

create policy "owner" on "app"."pins" for all to "golden_api"
  using ("user_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid))
  with check ("user_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid));

grant select, delete, insert ("id", "user_id", "draft_id"), update ("draft_id", "updated_at", "_version") on "app"."pins" to "golden_api";

create table "app"."teams" (
  "id" uuid not null,
  "name" text not null,
  "created_at" timestamp with time zone not null default now(),
  "updated_at" timestamp with time zone not null default now(),
  "_version" bigint not null default 1,
  constraint "teams_pkey" primary key ("id"),
  constraint "teams_name_max_length_check" check (char_length("name") <= 255),
  constraint "teams_created_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "created_at" and timestamptz '10000-01-01 00:00:00+00' > "created_at"),
  constraint "teams_updated_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "updated_at" and timestamptz '10000-01-01 00:00:00+00' > "updated_at")
);

create index "teams_all_created_at_desc_id_desc_idx" on "app"."teams" ("created_at" desc, "id" desc);

alter table "app"."teams" enable row level security, force row level security;

grant select, delete, insert ("id", "name"), update ("name", "updated_at", "_version") on "app"."teams" to "golden_api";

create table "app"."team_members" (
  "id" uuid not null,
  "team_id" uuid not null,
  "user_id" uuid not null,
  "role" text not null,
  "created_at" timestamp with time zone not null default now(),
  "updated_at" timestamp with time zone not null default now(),
  "_version" bigint not null default 1,
  constraint "team_members_pkey" primary key ("id"),
  constraint "team_members_all_team_id_user_id_key" unique ("team_id", "user_id") deferrable initially immediate,
  constraint "team_members_role_values_check" check ("role" in ('admin', 'member', 'guest')),
  constraint "team_members_created_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "created_at" and timestamptz '10000-01-01 00:00:00+00' > "created_at"),
  constraint "team_members_updated_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "updated_at" and timestamptz '10000-01-01 00:00:00+00' > "updated_at")
);

create index "team_members_all_created_at_desc_id_desc_idx" on "app"."team_members" ("created_at" desc, "id" desc);

create index "team_members_all_user_id_team_id_role_id_idx" on "app"."team_members" ("user_id", "team_id", "role", "id");

create index "team_members_all_team_id_created_at_desc_id_desc_idx" on "app"."team_members" ("team_id", "created_at" desc, "id" desc);

create index "team_members_all_user_id_created_at_desc_id_desc_idx" on "app"."team_members" ("user_id", "created_at" desc, "id" desc);

alter table "app"."team_members" enable row level security, force row level security;

grant select, delete, insert ("id", "team_id", "user_id", "role"), update ("role", "updated_at", "_version") on "app"."team_members" to "golden_api";

create table "app"."team_invitations" (
  "id" uuid not null,
  "user_id" uuid not null,
  "team_id" uuid not null,
  "email" text not null,
  "role" text not null,
  "created_at" timestamp with time zone not null default now(),
  "updated_at" timestamp with time zone not null default now(),
  "_version" bigint not null default 1,
  constraint "team_invitations_pkey" primary key ("team_id", "id"),
  constraint "team_invitations_user_id_fkey" foreign key ("user_id") references "auth"."users" ("id") on delete cascade,
  constraint "team_invitations_id_key" unique ("id"),
  constraint "team_invitations_team_email_key" unique ("team_id", "email") deferrable initially immediate,
  constraint "team_invitations_email_max_length_check" check (char_length("email") <= 254),
  constraint "team_invitations_role_values_check" check ("role" in ('admin', 'member', 'guest')),
  constraint "team_invitations_created_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "created_at" and timestamptz '10000-01-01 00:00:00+00' > "created_at"),
  constraint "team_invitations_updated_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "updated_at" and timestamptz '10000-01-01 00:00:00+00' > "updated_at")
);

create index "team_invitations_created_at_desc_id_desc_idx" on "app"."team_invitations" ("team_id", "created_at" desc, "id" desc);

alter table "app"."team_invitations" enable row level security, force row level security;

grant select, delete, insert ("id", "user_id", "team_id", "email", "role") on "app"."team_invitations" to "golden_api";

create table "app"."_people" (
  "id" uuid not null,
  "user_id" uuid not null,
  "display_name" text not null default 'Somebody',
  "created_at" timestamp with time zone not null default now(),
  "updated_at" timestamp with time zone not null default now(),
  "_version" bigint not null default 1,
  constraint "_people_pkey" primary key ("user_id", "id"),
  constraint "_people_user_id_fkey" foreign key ("user_id") references "auth"."users" ("id") on delete cascade,
  constraint "_people_id_key" unique ("id"),
  constraint "_people_display_name_max_length_check" check (char_length("display_name") <= 255),
  constraint "_people_created_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "created_at" and timestamptz '10000-01-01 00:00:00+00' > "created_at"),
  constraint "_people_updated_at_years_check" check (timestamptz '0001-01-01 00:00:00+00' <= "updated_at" and timestamptz '10000-01-01 00:00:00+00' > "updated_at")
);

alter table "app"."_people" enable row level security, force row level security;

create policy "read" on "app"."_people" for select to "golden_api"
  using ((select nullif(current_setting('freehold.user_id', true), '') is not null));

create policy "create" on "app"."_people" for insert to "golden_api"
  with check ("user_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid));

create policy "update" on "app"."_people" for update to "golden_api"
  using ("user_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid))
  with check ("user_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid));

grant select, insert ("id", "user_id", "display_name"), update ("display_name", "updated_at", "_version") on "app"."_people" to "golden_api";

alter table "app"."companies" add constraint "companies_team_id_fkey" foreign key ("team_id")
  references "app"."teams" ("id") on delete cascade;

alter table "app"."contacts" add constraint "contacts_team_id_fkey" foreign key ("team_id")
  references "app"."teams" ("id") on delete cascade;

alter table "app"."contacts" add constraint "contacts_company_id_fkey" foreign key ("team_id", "company_id")
  references "app"."companies" ("team_id", "id") on delete set null ("company_id");

alter table "app"."deals" add constraint "deals_team_id_fkey" foreign key ("team_id")
  references "app"."teams" ("id") on delete cascade;

alter table "app"."deals" add constraint "deals_company_id_fkey" foreign key ("team_id", "company_id")
  references "app"."companies" ("team_id", "id") on delete no action deferrable initially immediate;

alter table "app"."deals" add constraint "deals_assignee_id_fkey" foreign key ("assignee_id")
  references "auth"."users" ("id") on delete set null ("assignee_id");

alter table "app"."notes" add constraint "notes_team_id_fkey" foreign key ("team_id")
  references "app"."teams" ("id") on delete cascade;

alter table "app"."notes" add constraint "notes_deal_id_fkey" foreign key ("team_id", "deal_id")
  references "app"."deals" ("team_id", "id") on delete cascade;

alter table "app"."drafts" add constraint "drafts_team_id_fkey" foreign key ("team_id")
  references "app"."teams" ("id") on delete cascade;

alter table "app"."pins" add constraint "pins_draft_id_fkey" foreign key ("draft_id")
  references "app"."drafts" ("id") on delete cascade;

alter table "app"."team_members" add constraint "team_members_team_id_fkey" foreign key ("team_id")
  references "app"."teams" ("id") on delete cascade;

alter table "app"."team_members" add constraint "team_members_user_id_fkey" foreign key ("user_id")
  references "auth"."users" ("id") on delete cascade;

alter table "app"."team_invitations" add constraint "team_invitations_team_id_fkey" foreign key ("team_id")
  references "app"."teams" ("id") on delete cascade;

create or replace view "app"."_my_teams" as
select m.team_id, m.user_id, m.role
  from "app"."team_members" as m
 where m.user_id = nullif(current_setting('freehold.user_id', true), '')::uuid;

revoke all on "app"."_my_teams" from public;

grant select on "app"."_my_teams" to "golden_api";

create or replace view "app"."_my_invitations" as
select i.id, i.team_id, i.role
  from "app"."team_invitations" as i
 where i.created_at > now() - interval '7 days'
   and i.email = (select e.email from auth.emails e where e.user_id = nullif(current_setting('freehold.user_id', true), '')::uuid)
   and exists (select from "app"."team_members" as m where m.team_id = i.team_id and m.user_id = i.user_id
     and m.role = 'admin');

revoke all on "app"."_my_invitations" from public;

grant select on "app"."_my_invitations" to "golden_api";

create or replace view "app"."_founded_teams" as
select t.id
  from "app"."teams" as t
 where not exists (select from "app"."team_members" as m where m.team_id = t.id);

revoke all on "app"."_founded_teams" from public;

grant select on "app"."_founded_teams" to "golden_api";

create policy "views" on "app"."teams" for select to "golden_owner"
  using (true);

create policy "views" on "app"."team_members" for select to "golden_owner"
  using (true);

create policy "views" on "app"."team_invitations" for select to "golden_owner"
  using (true);

create policy "join" on "app"."team_members" for insert to "golden_api"
  with check ("user_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid) and (
    exists (select 1 from "app"."_my_invitations" as i where i.team_id = "team_members"."team_id" and i.role = "team_members"."role")
    or "role" = 'admin' and exists (select 1 from "app"."_founded_teams" as t where t.id = "team_members"."team_id")));

create policy "accept_read" on "app"."team_invitations" for select to "golden_api"
  using ("id" = any(array(select i.id from "app"."_my_invitations" as i)));

create policy "accept_delete" on "app"."team_invitations" for delete to "golden_api"
  using ("id" = any(array(select i.id from "app"."_my_invitations" as i)));

create or replace function "app"."_keep_administrator"() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if old.role <> 'admin' or (tg_op = 'UPDATE' and new.role = 'admin') then
    return null;
  end if;
  perform pg_advisory_xact_lock(hashtextextended(old.team_id::text, 0));
  if exists (select from "app"."teams" where id = old.team_id)
      and not exists (select from "app"."team_members" where team_id = old.team_id and role = 'admin') then
    raise check_violation using
      message = 'the team would have no administrator',
      schema = tg_table_schema, table = tg_table_name, constraint = tg_name;
  end if;
  return null;
end
$$;

revoke execute on function "app"."_keep_administrator"() from public;

create trigger "_keep_administrator" after update or delete on "app"."team_members"
  for each row execute function "app"."_keep_administrator"();

create policy "read" on "app"."companies" for select to "golden_api"
  using ("team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid));

create policy "create" on "app"."companies" for insert to "golden_api"
  with check ("team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid and _m.role in ('admin', 'member')));

create policy "update" on "app"."companies" for update to "golden_api"
  using ("team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid and _m.role in ('admin', 'member')))
  with check ("team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid and _m.role in ('admin', 'member')));

create policy "delete" on "app"."companies" for delete to "golden_api"
  using ("team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid and _m.role in ('admin')));

create policy "read" on "app"."contacts" for select to "golden_api"
  using ("team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid));

create policy "create" on "app"."contacts" for insert to "golden_api"
  with check ("team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid));

create policy "update" on "app"."contacts" for update to "golden_api"
  using ("team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid))
  with check ("team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid));

create policy "delete" on "app"."contacts" for delete to "golden_api"
  using ("team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid));

create policy "read" on "app"."deals" for select to "golden_api"
  using ("team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid and _m.role in ('admin', 'member')));

create policy "create" on "app"."deals" for insert to "golden_api"
  with check ("team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid and _m.role in ('admin', 'member')));

create policy "update" on "app"."deals" for update to "golden_api"
  using ("team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid and _m.role in ('admin', 'member')))
  with check ("team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid and _m.role in ('admin', 'member')));

create policy "delete" on "app"."deals" for delete to "golden_api"
  using ("team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid and _m.role in ('admin')));

create policy "read" on "app"."notes" for select to "golden_api"
  using (("team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid) and "user_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid)) or ("team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid) and exists (select 1 from "app"."deals" as _via1 where _via1."id" = "notes"."deal_id" and ("notes"."private" = false) offset 0)));

create policy "create" on "app"."notes" for insert to "golden_api"
  with check ("user_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid) and (("team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid) and ((select nullif(current_setting('freehold.user_id', true), '') is not null) and exists (select 1 from "app"."deals" as _via1 where _via1."id" = "notes"."deal_id" offset 0)))));

create policy "update" on "app"."notes" for update to "golden_api"
  using (("team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid) and "user_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid)))
  with check (("team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid) and "user_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid)));

create policy "delete" on "app"."notes" for delete to "golden_api"
  using (("team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid) and "user_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid)));

create policy "read" on "app"."drafts" for select to "golden_api"
  using (("team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid) and "user_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid)));

create policy "create" on "app"."drafts" for insert to "golden_api"
  with check ("user_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid) and (("team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid) and "user_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid))));

create policy "update" on "app"."drafts" for update to "golden_api"
  using (("team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid) and "user_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid)))
  with check (("team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid) and "user_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid)));

create policy "delete" on "app"."drafts" for delete to "golden_api"
  using (("team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid) and "user_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid)));

create policy "read" on "app"."teams" for select to "golden_api"
  using ("id" = any(array(select _m.team_id from "app"."_my_teams" as _m where _m.user_id = nullif(current_setting('freehold.user_id', true), '')::uuid)));

create policy "create" on "app"."teams" for insert to "golden_api"
  with check ((select nullif(current_setting('freehold.user_id', true), '') is not null));

create policy "update" on "app"."teams" for update to "golden_api"
  using ("id" = any(array(select _m.team_id from "app"."_my_teams" as _m where _m.user_id = nullif(current_setting('freehold.user_id', true), '')::uuid and _m.role in ('admin'))))
  with check ("id" = any(array(select _m.team_id from "app"."_my_teams" as _m where _m.user_id = nullif(current_setting('freehold.user_id', true), '')::uuid and _m.role in ('admin'))));

create policy "delete" on "app"."teams" for delete to "golden_api"
  using ("id" = any(array(select _m.team_id from "app"."_my_teams" as _m where _m.user_id = nullif(current_setting('freehold.user_id', true), '')::uuid and _m.role in ('admin'))));

create policy "read" on "app"."team_members" for select to "golden_api"
  using ("team_id" = any(array(select _m.team_id from "app"."_my_teams" as _m where _m.user_id = nullif(current_setting('freehold.user_id', true), '')::uuid)));

create policy "update" on "app"."team_members" for update to "golden_api"
  using ("team_id" = any(array(select _m.team_id from "app"."_my_teams" as _m where _m.user_id = nullif(current_setting('freehold.user_id', true), '')::uuid and _m.role in ('admin'))))
  with check ("team_id" = any(array(select _m.team_id from "app"."_my_teams" as _m where _m.user_id = nullif(current_setting('freehold.user_id', true), '')::uuid and _m.role in ('admin'))));

create policy "delete" on "app"."team_members" for delete to "golden_api"
  using ("user_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid) or "team_id" = any(array(select _m.team_id from "app"."_my_teams" as _m where _m.user_id = nullif(current_setting('freehold.user_id', true), '')::uuid and _m.role in ('admin'))));

create policy "read" on "app"."team_invitations" for select to "golden_api"
  using ("team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid and _m.role in ('admin')));

create policy "create" on "app"."team_invitations" for insert to "golden_api"
  with check ("user_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid) and ("team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid and _m.role in ('admin'))));

create policy "delete" on "app"."team_invitations" for delete to "golden_api"
  using ("team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid and _m.role in ('admin')));

create or replace function "app"."_row_changed"() returns trigger
  language plpgsql set search_path = '' as $$
begin
  new."_version" := old."_version" + 1;
  new."updated_at" := now();
  return new;
end
$$;

revoke execute on function "app"."_row_changed"() from public;

create trigger "_row_changed" before update on "app"."contacts"
  for each row when (pg_trigger_depth() > 0) execute function "app"."_row_changed"();

create trigger "_row_changed" before update on "app"."deals"
  for each row when (pg_trigger_depth() > 0) execute function "app"."_row_changed"();

create or replace function "app"."_may_move_deals"() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if (case tg_argv[0]
    when 'stage' then ((old."stage" is not distinct from new."stage" or ((old."team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid)) and (old."stage", new."stage") in (('lead', 'offer'), ('offer', 'won'), ('offer', 'lost'))) or ((old."team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid and _m.role in ('admin'))) and (old."stage", new."stage") in (('won', 'offer')))))
  end) is not true then
    raise check_violation using
      message = 'the caller may not make this change in this row',
      schema = tg_table_schema, table = tg_table_name, constraint = tg_name;
  end if;
  return new;
end
$$;

revoke execute on function "app"."_may_move_deals"() from public;

create trigger "_moves_stage" before update on "app"."deals"
  for each row when (old."stage" is distinct from new."stage" and row_security_active(old.tableoid))
  execute function "app"."_may_move_deals"('stage');

create or replace function "app"."_may_write_deals"() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if (case tg_argv[0]
    when 'amount' then ((old."team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid) and old."assignee_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid)) or old."team_id" = (select _m.team_id from "app"."_my_teams" as _m where _m.team_id = nullif(current_setting('freehold.team_id', true), '')::uuid and _m.role in ('admin')))
  end) is not true then
    raise check_violation using
      message = 'the caller may not write the field in this row',
      schema = tg_table_schema, table = tg_table_name, constraint = tg_name;
  end if;
  return new;
end
$$;

revoke execute on function "app"."_may_write_deals"() from public;

create trigger "_writes_amount" before update on "app"."deals"
  for each row when (old."amount" is distinct from new."amount" and row_security_active(old.tableoid))
  execute function "app"."_may_write_deals"('amount');

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

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

grant usage on schema auth to "{database}_auth";

grant select, insert on auth.users to "{database}_auth";

grant update (name, password_hash, updated_at) on auth.users to "{database}_auth";

grant select, insert on auth.emails to "{database}_auth";

grant select, insert, update, delete on auth.sessions to "{database}_auth";

create schema "app";

grant usage on schema "app" to "{database}_api";

create table "app"."tasks" (
  "id" bigint generated always as identity,
  "user_id" uuid not null,
  "title" text not null,
  "description" text,
  "completed" boolean default false,
  "created_at" timestamp with time zone not null default now(),
  "updated_at" timestamp with time zone not null default now(),
  "_version" bigint not null default 1,
  constraint "tasks_pkey" primary key ("user_id", "id"),
  constraint "tasks_user_id_fkey" foreign key ("user_id") references "auth"."users" ("id") on delete cascade,
  constraint "tasks_title_min_length_check" check (char_length("title") >= 1),
  constraint "tasks_title_max_length_check" check (char_length("title") <= 200),
  constraint "tasks_description_max_length_check" check (char_length("description") <= 1000)
);

create index "tasks_created_at_desc_id_desc_idx" on "app"."tasks" ("user_id", "created_at" desc, "id" desc);

alter table "app"."tasks" enable row level security, force row level security;

create policy "owner" on "app"."tasks" for all to "{database}_api"
  using ("user_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid))
  with check ("user_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid));

grant select, delete, insert ("user_id", "title", "description", "completed"), update ("title", "description", "completed", "updated_at", "_version") on "app"."tasks" to "{database}_api";

create table "app"."notes" (
  "id" uuid not null,
  "user_id" uuid not null,
  "title" text not null,
  "body" text,
  "rank" integer default 3,
  "created_at" timestamp with time zone not null default now(),
  "updated_at" timestamp with time zone not null default now(),
  "_version" bigint not null default 1,
  constraint "notes_pkey" primary key ("user_id", "id"),
  constraint "notes_user_id_fkey" foreign key ("user_id") references "auth"."users" ("id") on delete cascade,
  constraint "notes_title_key" unique ("user_id", "title"),
  constraint "notes_title_min_length_check" check (char_length("title") >= 1),
  constraint "notes_title_max_length_check" check (char_length("title") <= 200),
  constraint "notes_body_max_length_check" check (char_length("body") <= 1000)
);

create index "notes_created_at_desc_id_desc_idx" on "app"."notes" ("user_id", "created_at" desc, "id" desc);

create index "notes_rank_idx" on "app"."notes" ("user_id", "rank");

alter table "app"."notes" enable row level security, force row level security;

create policy "owner" on "app"."notes" for all to "{database}_api"
  using ("user_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid))
  with check ("user_id" = (select nullif(current_setting('freehold.user_id', true), '')::uuid));

grant select, delete, insert ("id", "user_id", "title", "body", "rank"), update ("title", "body", "rank", "updated_at", "_version") on "app"."notes" to "{database}_api";

create schema "freehold";

create table "freehold"."ledger" (
  id bigint generated always as identity primary key,
  format integer not null,
  applied_at timestamptz not null default now(),
  program text not null,
  fingerprint text not null,
  changes text[] not null,
  model jsonb not null,
  catalog jsonb not null
);

insert into freehold.ledger (format, program, fingerprint, changes, model, catalog) values (
1, '0.1.0', '9919ae9ca8e7f465bdd882f5b12dc33cd504c08e5ee217a5f82314f31d5993d7', '{new schema app}',
$model${
    "grant app": "{database}_api: usage",
    "grant auth": "grant usage on schema auth to \"{database}_auth\"; grant select, insert on auth.users to \"{database}_auth\"; grant update (name, password_hash, updated_at) on auth.users to \"{database}_auth\"; grant select, insert on auth.emails to \"{database}_auth\"; grant select, insert, update, delete on auth.sessions to \"{database}_auth\"",
    "schema app": "resources",
    "grant app.notes": "{database}_api: select, delete, insert (id, user_id, title, body, rank), update (title, body, rank, updated_at, _version)",
    "grant app.tasks": "{database}_api: select, delete, insert (user_id, title, description, completed), update (title, description, completed, updated_at, _version)",
    "table app.notes": "owned rows",
    "table app.tasks": "owned rows",
    "column app.notes.id": "uuid not null",
    "column app.tasks.id": "bigint generated always as identity",
    "column app.notes.body": "text",
    "column app.notes.rank": "integer default 3",
    "primary key app.notes": "(user_id, id)",
    "primary key app.tasks": "(user_id, id)",
    "column app.notes.title": "text not null",
    "column app.tasks.title": "text not null",
    "policy app.notes.owner": "own rows, for {database}_api",
    "policy app.tasks.owner": "own rows, for {database}_api",
    "row-security app.notes": "enabled, forced",
    "row-security app.tasks": "enabled, forced",
    "column app.notes.user_id": "uuid not null",
    "column app.tasks.user_id": "uuid not null",
    "column app.notes._version": "bigint not null default 1",
    "column app.tasks._version": "bigint not null default 1",
    "column app.tasks.completed": "boolean default false",
    "column app.notes.created_at": "timestamp with time zone not null default now()",
    "column app.notes.updated_at": "timestamp with time zone not null default now()",
    "column app.tasks.created_at": "timestamp with time zone not null default now()",
    "column app.tasks.updated_at": "timestamp with time zone not null default now()",
    "column app.tasks.description": "text",
    "statement create schema auth": "create schema auth",
    "foreign key app.notes.user_id": "auth.users, delete cascades",
    "foreign key app.tasks.user_id": "auth.users, delete cascades",
    "check app.notes.body maxLength": "1000",
    "index app.notes.notes_rank_idx": "(user_id, rank)",
    "check app.notes.title maxLength": "200",
    "check app.notes.title minLength": "1",
    "check app.tasks.title maxLength": "200",
    "check app.tasks.title minLength": "1",
    "unique app.notes.notes_title_key": "(user_id, title)",
    "statement create table auth.users": "create table auth.users ( id uuid not null, name text, password_hash text not null, created_at timestamptz not null default now(), updated_at timestamptz not null default now(), constraint users_pkey primary key (id), constraint users_name_check check (char_length(name) <= 200), constraint users_password_hash_check check (password_hash like '$argon2id$%') )",
    "statement create table auth.emails": "create table auth.emails ( email text not null, user_id uuid not null, constraint emails_pkey primary key (email), constraint emails_user_id_key unique (user_id), constraint emails_user_id_fkey foreign key (user_id) references auth.users (id) on delete cascade, constraint emails_email_check check ( octet_length(email) <= 254 and email = lower(email) and position('@' in email) > 1) )",
    "statement create table auth.sessions": "create table auth.sessions ( id uuid not null, user_id uuid not null, counter bigint not null default 0, created_at timestamptz not null default now(), refreshed_at timestamptz not null default now(), idle_expires_at timestamptz not null, expires_at timestamptz not null, revoked_at timestamptz, constraint sessions_pkey primary key (id), constraint sessions_user_id_fkey foreign key (user_id) references auth.users (id) on delete cascade, constraint sessions_counter_check check (counter >= 0), constraint sessions_expires_at_check check (idle_expires_at <= expires_at) )",
    "check app.tasks.description maxLength": "1000",
    "index app.notes.notes_created_at_desc_id_desc_idx": "(user_id, created_at desc, id desc)",
    "index app.tasks.tasks_created_at_desc_id_desc_idx": "(user_id, created_at desc, id desc)",
    "statement create index sessions_user_id_idx on auth.sessions": "create index sessions_user_id_idx on auth.sessions (user_id)",
    "statement create index sessions_revoked_at_idx on auth.sessions": "create index sessions_revoked_at_idx on auth.sessions (revoked_at, id) where revoked_at is not null"
}$model$, $catalog${
    "column app.notes.id": "uuid not null",
    "column app.tasks.id": "bigint not null",
    "column auth.users.id": "uuid not null",
    "index app.notes_pkey": "valid",
    "index app.tasks_pkey": "valid",
    "column app.notes.body": "text",
    "column app.notes.rank": "integer",
    "index auth.users_pkey": "valid",
    "column app.notes.title": "text not null",
    "column app.tasks.title": "text not null",
    "column auth.users.name": "text",
    "index auth.emails_pkey": "valid",
    "policy app.notes.owner": "* permissive {database}_api",
    "policy app.tasks.owner": "* permissive {database}_api",
    "row-security app.notes": "forced",
    "row-security app.tasks": "forced",
    "column auth.sessions.id": "uuid not null",
    "row-security auth.users": "off",
    "column app.notes.user_id": "uuid not null",
    "column app.tasks.user_id": "uuid not null",
    "column auth.emails.email": "text not null",
    "index app.notes_rank_idx": "valid",
    "index auth.sessions_pkey": "valid",
    "row-security auth.emails": "off",
    "column app.notes._version": "bigint not null",
    "column app.tasks._version": "bigint not null",
    "index app.notes_title_key": "valid",
    "column app.tasks.completed": "boolean",
    "column auth.emails.user_id": "uuid not null",
    "row-security auth.sessions": "off",
    "column app.notes.created_at": "timestamp with time zone not null",
    "column app.notes.updated_at": "timestamp with time zone not null",
    "column app.tasks.created_at": "timestamp with time zone not null",
    "column app.tasks.updated_at": "timestamp with time zone not null",
    "column app.tasks.description": "text",
    "column auth.sessions.counter": "bigint not null",
    "column auth.sessions.user_id": "uuid not null",
    "column auth.users.created_at": "timestamp with time zone not null",
    "column auth.users.updated_at": "timestamp with time zone not null",
    "index auth.emails_user_id_key": "valid",
    "column auth.sessions.created_at": "timestamp with time zone not null",
    "column auth.sessions.expires_at": "timestamp with time zone not null",
    "column auth.sessions.revoked_at": "timestamp with time zone",
    "column auth.users.password_hash": "text not null",
    "constraint app.notes.notes_pkey": "p",
    "constraint app.tasks.tasks_pkey": "p",
    "index auth.sessions_user_id_idx": "valid",
    "constraint auth.users.users_pkey": "p",
    "column auth.sessions.refreshed_at": "timestamp with time zone not null",
    "constraint auth.emails.emails_pkey": "p",
    "index auth.sessions_revoked_at_idx": "valid",
    "column auth.sessions.idle_expires_at": "timestamp with time zone not null",
    "constraint app.notes.notes_title_key": "u",
    "constraint auth.sessions.sessions_pkey": "p",
    "constraint auth.users.users_name_check": "c",
    "constraint app.notes.notes_user_id_fkey": "f",
    "constraint app.tasks.tasks_user_id_fkey": "f",
    "constraint auth.emails.emails_email_check": "c",
    "constraint auth.emails.emails_user_id_key": "u",
    "constraint auth.emails.emails_user_id_fkey": "f",
    "index app.notes_created_at_desc_id_desc_idx": "valid",
    "index app.tasks_created_at_desc_id_desc_idx": "valid",
    "constraint auth.sessions.sessions_user_id_fkey": "f",
    "constraint auth.sessions.sessions_counter_check": "c",
    "constraint auth.users.users_password_hash_check": "c",
    "constraint app.notes.notes_body_max_length_check": "c",
    "constraint app.notes.notes_title_max_length_check": "c",
    "constraint app.notes.notes_title_min_length_check": "c",
    "constraint app.tasks.tasks_title_max_length_check": "c",
    "constraint app.tasks.tasks_title_min_length_check": "c",
    "constraint auth.sessions.sessions_expires_at_check": "c",
    "constraint app.tasks.tasks_description_max_length_check": "c"
}$catalog$);

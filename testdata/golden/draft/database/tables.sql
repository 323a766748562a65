create table users (
  id serial primary key,
  email varchar(255) not null unique,
  password_hash text not null
);
create type priority as enum ('low', 'normal', 'high');
create domain cents as bigint check (value >= 0);
create table "Projects" (
  id uuid primary key default gen_random_uuid(),
  owner_id integer not null references users (id) on delete cascade,
  name varchar(120) not null check (name <> ''),
  budget numeric(10, 2) check (budget >= 0 and budget <= 1000000),
  "startsOn" date,
  unique (owner_id, name)
);
comment on table "Projects" is 'A piece of work.';
create table tasks (
  task_id bigserial primary key,
  user_id integer references users (id),
  project uuid not null references "Projects" (id) on delete cascade,
  parent_id bigint references tasks (task_id) on delete set null,
  assignee_id integer references users (id),
  title text not null check (char_length(title) between 1 and 200),
  notes text default '',
  priority priority not null default 'normal',
  status text not null default 'open' check (status in ('open', 'done')),
  estimate smallint check (estimate > 0),
  price cents,
  done boolean not null default false,
  due timestamp,
  tags text[] not null default '{}',
  meta jsonb,
  address inet,
  "limit" integer,
  api_token text unique,
  search tsvector generated always as (to_tsvector('simple', title)) stored,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (status <> 'done' or done)
);
comment on column tasks.title is 'What is to be done.';
create unique index on tasks (project, title);
create table task_labels (
  task_id bigint references tasks (task_id),
  label varchar(40),
  primary key (task_id, label)
);
create table countries (
  code char(2) primary key,
  name varchar(100) not null,
  website text
);
create view open_tasks as select * from tasks where not done;

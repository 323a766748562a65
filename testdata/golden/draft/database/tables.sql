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
create table bookings (
  id bigint generated always as identity primary key,
  user_id integer not null references users (id),
  task bigint default 1 references tasks (task_id) on delete set default,
  country char(2) references countries (code),
  approver_id integer references users (id) on delete set null,
  code text not null,
  room varchar(40) not null,
  state text not null default 'open' check (state in ('open', 'done')),
  starts_on date not null,
  ends_on date,
  during daterange,
  cells integer[][],
  removed_at timestamptz,
  check (ends_on >= starts_on),
  check (not (state = 'done' and ends_on is null)),
  exclude using gist (during with &&),
  unique nulls not distinct (user_id, ends_on)
);
create unique index open_room on bookings (user_id, room) where state = 'open' and removed_at is null;
create unique index lower_code on bookings (lower(code));
create unique index odd_room on bookings (room) where length(room) % 2 = 1;
alter table bookings add constraint room_named check (room <> '') not valid;
alter table bookings enable row level security;
create policy own on bookings using (removed_at is null);
create trigger untouched before update on bookings for each row execute function suppress_redundant_updates_trigger();
create table task_details (
  task_id bigint primary key references tasks (task_id) on delete cascade,
  body text not null
);
create table settings (
  user_id integer primary key references users (id) on delete cascade,
  theme varchar(20) not null default 'light'
);
create table labels (
  project uuid,
  title text,
  colour varchar(20),
  parent_colour varchar(20) references labels (colour),
  unique (colour),
  foreign key (project, title) references tasks (project, title)
);

-- read
select r.* from set_config('freehold.user_id', $1::text, true) as c(uid), lateral (select r."id"::bigint, r."user_id"::uuid, r."title"::text, r."description"::text, r."completed"::boolean, r."created_at"::timestamp with time zone, r."updated_at"::timestamp with time zone, r."_version"::text from "app"."tasks" as r where r."user_id" = c.uid::uuid and r."id" = $2::bigint offset 0) r;

-- create
insert into "app"."tasks" as r ("user_id", "title", "description", "completed") select c.uid::uuid, $2::text, $3::text, $4::boolean from set_config('freehold.user_id', $1::text, true) as c(uid) returning r."id"::bigint, r."user_id"::uuid, r."title"::text, r."description"::text, r."completed"::boolean, r."created_at"::timestamp with time zone, r."updated_at"::timestamp with time zone, r."_version"::text;

-- update
with w as (update "app"."tasks" as r set "title" = case when $3::boolean then $4::text else r."title" end, "description" = case when $5::boolean then $6::text else r."description" end, "completed" = case when $7::boolean then $8::boolean else r."completed" end, "updated_at" = now(), "_version" = r."_version" + 1 where r."user_id" = $1::text::uuid and r."id" = $2::bigint returning r."id"::bigint, r."user_id"::uuid, r."title"::text, r."description"::text, r."completed"::boolean, r."created_at"::timestamp with time zone, r."updated_at"::timestamp with time zone, r."_version"::text) select w.* from set_config('freehold.user_id', $1::text, true) as c(uid), lateral (select w.* from w where c.uid is not null offset 0) w;

-- update if match
with w as (update "app"."tasks" as r set "title" = case when $3::boolean then $4::text else r."title" end, "description" = case when $5::boolean then $6::text else r."description" end, "completed" = case when $7::boolean then $8::boolean else r."completed" end, "updated_at" = now(), "_version" = r."_version" + 1 where r."user_id" = $1::text::uuid and r."id" = $2::bigint and r."_version"::text = any($9::text[]) returning r."id"::bigint, r."user_id"::uuid, r."title"::text, r."description"::text, r."completed"::boolean, r."created_at"::timestamp with time zone, r."updated_at"::timestamp with time zone, r."_version"::text) select w.* from set_config('freehold.user_id', $1::text, true) as c(uid), lateral (select from "app"."tasks" as r where r."user_id" = c.uid::uuid and r."id" = $2::bigint offset 0) e left join lateral (select w.* from w where c.uid is not null offset 0) w on true;

-- lock rows
select l.* from set_config('freehold.user_id', $1::text, true) as c(uid), lateral (select r."id" from "app"."tasks" as r where r."user_id" = c.uid::uuid and r."id" = any($2::bigint[]) order by r."id" offset 0 for no key update) l;

-- lock and read rows
select l.* from set_config('freehold.user_id', $1::text, true) as c(uid), lateral (select r."id"::bigint, r."user_id"::uuid, r."title"::text, r."description"::text, r."completed"::boolean, r."created_at"::timestamp with time zone, r."updated_at"::timestamp with time zone, r."_version"::text from "app"."tasks" as r where r."user_id" = c.uid::uuid and r."id" = any($2::bigint[]) order by r."id" offset 0 for no key update) l;

-- delete
with w as (delete from "app"."tasks" as r where r."user_id" = $1::text::uuid and r."id" = $2::bigint returning r."id") select w.* from set_config('freehold.user_id', $1::text, true) as c(uid), lateral (select w.* from w where c.uid is not null offset 0) w;

-- delete if none match
with w as (delete from "app"."tasks" as r where r."user_id" = $1::text::uuid and r."id" = $2::bigint and r."_version"::text <> all($3::text[]) returning r."id") select w.* from set_config('freehold.user_id', $1::text, true) as c(uid), lateral (select from "app"."tasks" as r where r."user_id" = c.uid::uuid and r."id" = $2::bigint offset 0) e left join lateral (select w.* from w where c.uid is not null offset 0) w on true;

-- delete if absent
with w as (delete from "app"."tasks" as r where r."user_id" = $1::text::uuid and r."id" = $2::bigint and false returning r."id") select w.* from set_config('freehold.user_id', $1::text, true) as c(uid), lateral (select from "app"."tasks" as r where r."user_id" = c.uid::uuid and r."id" = $2::bigint offset 0) e left join lateral (select w.* from w where c.uid is not null offset 0) w on true;

-- update many
with m as (select count(*) as n from (select from "app"."tasks" as r where r."user_id" = $1::text::uuid and true limit $2::bigint + 1) r), w as (update "app"."tasks" as r set "title" = case when $3::boolean then $4::text else r."title" end, "description" = case when $5::boolean then $6::text else r."description" end, "completed" = case when $7::boolean then $8::boolean else r."completed" end, "updated_at" = now(), "_version" = r."_version" + 1 where r."user_id" = $1::text::uuid and true and (select m.n from m) <= $2::bigint returning 1) select m.n as matched, w.n as affected from set_config('freehold.user_id', $1::text, true) as c(uid), lateral (select m.n from m where c.uid is not null offset 0) m, lateral (select count(*) as n from w where c.uid is not null offset 0) w;

-- delete many
with m as (select count(*) as n from (select from "app"."tasks" as r where r."user_id" = $1::text::uuid and true limit $2::bigint + 1) r), w as (delete from "app"."tasks" as r where r."user_id" = $1::text::uuid and true and (select m.n from m) <= $2::bigint returning 1) select m.n as matched, w.n as affected from set_config('freehold.user_id', $1::text, true) as c(uid), lateral (select m.n from m where c.uid is not null offset 0) m, lateral (select count(*) as n from w where c.uid is not null offset 0) w;

-- list
select n.total, r.* from set_config('freehold.user_id', $1::text, true) as c(uid), lateral (select count(*) as total from "app"."tasks" as r where r."user_id" = c.uid::uuid offset 0) n left join lateral (select r."id"::bigint, r."user_id"::uuid, r."title"::text, r."description"::text, r."completed"::boolean, r."created_at"::timestamp with time zone, r."updated_at"::timestamp with time zone, r."created_at"::timestamp with time zone, r."id"::bigint from "app"."tasks" as r where r."user_id" = c.uid::uuid order by r."created_at" desc, r."id" desc limit 21) r on true;

-- list, page 2
select n.total, r.* from set_config('freehold.user_id', $1::text, true) as c(uid), lateral (select count(*) as total from "app"."tasks" as r where r."user_id" = c.uid::uuid offset 0) n left join lateral (select r."id"::bigint, r."user_id"::uuid, r."title"::text, r."description"::text, r."completed"::boolean, r."created_at"::timestamp with time zone, r."updated_at"::timestamp with time zone, r."created_at"::timestamp with time zone, r."id"::bigint from "app"."tasks" as r where r."user_id" = c.uid::uuid order by r."created_at" desc, r."id" desc limit 21 offset $2::bigint) r on true;

-- list, limit 7
select n.total, r.* from set_config('freehold.user_id', $1::text, true) as c(uid), lateral (select count(*) as total from "app"."tasks" as r where r."user_id" = c.uid::uuid offset 0) n left join lateral (select r."id"::bigint, r."user_id"::uuid, r."title"::text, r."description"::text, r."completed"::boolean, r."created_at"::timestamp with time zone, r."updated_at"::timestamp with time zone, r."created_at"::timestamp with time zone, r."id"::bigint from "app"."tasks" as r where r."user_id" = c.uid::uuid order by r."created_at" desc, r."id" desc limit $2::bigint + 1) r on true;

-- list after
select null::bigint as total, r.* from set_config('freehold.user_id', $1::text, true) as c(uid) left join lateral (select r."id"::bigint, r."user_id"::uuid, r."title"::text, r."description"::text, r."completed"::boolean, r."created_at"::timestamp with time zone, r."updated_at"::timestamp with time zone, r."created_at"::timestamp with time zone, r."id"::bigint from "app"."tasks" as r where r."user_id" = c.uid::uuid and (r."created_at", r."id") < ($2::timestamp with time zone, $3::bigint) order by r."created_at" desc, r."id" desc limit 21) r on true;

-- list, one condition
select n.total, r.* from set_config('freehold.user_id', $1::text, true) as c(uid), lateral (select count(*) as total from "app"."tasks" as r where r."user_id" = c.uid::uuid and "completed" = $2::boolean offset 0) n left join lateral (select r."id"::bigint, r."user_id"::uuid, r."title"::text, r."description"::text, r."completed"::boolean, r."created_at"::timestamp with time zone, r."updated_at"::timestamp with time zone, r."created_at"::timestamp with time zone, r."id"::bigint from "app"."tasks" as r where r."user_id" = c.uid::uuid and "completed" = $2::boolean order by r."created_at" desc, r."id" desc limit 21) r on true;

-- list, sorted
select n.total, r.* from set_config('freehold.user_id', $1::text, true) as c(uid), lateral (select count(*) as total from "app"."tasks" as r where r."user_id" = c.uid::uuid offset 0) n left join lateral (select r."id"::bigint, r."user_id"::uuid, r."title"::text, r."description"::text, r."completed"::boolean, r."created_at"::timestamp with time zone, r."updated_at"::timestamp with time zone, r."title"::text, r."id"::bigint from "app"."tasks" as r where r."user_id" = c.uid::uuid order by r."title", r."id" limit 21) r on true;

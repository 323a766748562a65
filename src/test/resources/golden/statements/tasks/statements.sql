-- read
select t.* from set_config('freehold.user_id', $1::text, true) as c(uid), lateral (select "id", "user_id", "title", "description", "completed", "created_at", "updated_at", "_version" from "app"."tasks" where "user_id" = c.uid::uuid and "id" = $2::bigint offset 0) t;

-- create
insert into "app"."tasks" ("user_id", "title", "description", "completed") select c.uid::uuid, $2::text, $3::text, $4::boolean from set_config('freehold.user_id', $1::text, true) as c(uid) returning "id", "user_id", "title", "description", "completed", "created_at", "updated_at", "_version";

-- update
with w as (update "app"."tasks" set "title" = case when $3::boolean then $4::text else "title" end, "description" = case when $5::boolean then $6::text else "description" end, "completed" = case when $7::boolean then $8::boolean else "completed" end, "updated_at" = now(), "_version" = "_version" + 1 where "user_id" = $1::text::uuid and "id" = $2::bigint returning "id", "user_id", "title", "description", "completed", "created_at", "updated_at", "_version") select w.* from set_config('freehold.user_id', $1::text, true) as c(uid), lateral (select w.* from w where c.uid is not null offset 0) w;

-- delete
with w as (delete from "app"."tasks" where "user_id" = $1::text::uuid and "id" = $2::bigint returning "id") select w.* from set_config('freehold.user_id', $1::text, true) as c(uid), lateral (select w.* from w where c.uid is not null offset 0) w;

-- list [0]
select n.total, r.* from set_config('freehold.user_id', $1::text, true) as c(uid), lateral (select count(*) as total from "app"."tasks" as r where "user_id" = c.uid::uuid offset 0) n left join lateral (select "id", "user_id", "title", "description", "completed", "created_at", "updated_at" from "app"."tasks" as r where "user_id" = c.uid::uuid order by r."created_at" desc, r."id" desc limit $2::bigint offset $3::bigint) r on true;

-- list [1]
select n.total, r.* from set_config('freehold.user_id', $1::text, true) as c(uid), lateral (select count(*) as total from "app"."tasks" as r where "user_id" = c.uid::uuid and "completed" = $4::boolean offset 0) n left join lateral (select "id", "user_id", "title", "description", "completed", "created_at", "updated_at" from "app"."tasks" as r where "user_id" = c.uid::uuid and "completed" = $4::boolean order by r."created_at" desc, r."id" desc limit $2::bigint offset $3::bigint) r on true;

-- list [2]
select n.total, r.* from set_config('freehold.user_id', $1::text, true) as c(uid), lateral (select count(*) as total from "app"."tasks" as r where "user_id" = c.uid::uuid and "completed" = $4::boolean offset 0) n left join lateral (select "id", "user_id", "title", "description", "completed", "created_at", "updated_at" from "app"."tasks" as r where "user_id" = c.uid::uuid and "completed" = $4::boolean order by r."created_at" desc, r."id" desc limit $2::bigint offset $3::bigint) r on true;

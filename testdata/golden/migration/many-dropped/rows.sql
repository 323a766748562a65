insert into app.things (user_id, title, friends) values
  ('00000000-0000-7000-8000-00000000000a', 'one', array['00000000-0000-7000-8000-00000000000a']::uuid[]),
  ('00000000-0000-7000-8000-00000000000a', 'two', '{}')

insert into app.things (user_id, title, slug) values
  ('00000000-0000-7000-8000-00000000000a', 'one', 'a'),
  ('00000000-0000-7000-8000-00000000000b', 'two', 'a')

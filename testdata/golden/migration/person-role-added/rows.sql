insert into app.things (user_id, title, keeper_id) values
  ('00000000-0000-7000-8000-00000000000a', 'one', '00000000-0000-7000-8000-00000000000a');

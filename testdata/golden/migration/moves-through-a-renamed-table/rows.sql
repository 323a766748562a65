insert into app.things (user_id, title) values
  ('00000000-0000-7000-8000-00000000000a', 'one');
insert into app.notes (user_id, body, thing_id) select '00000000-0000-7000-8000-00000000000a', 'note', id from app.things;

insert into app.teams (id, label) values ('00000000-0000-7000-8000-0000000000e1', 'old');
insert into app.team_members (id, team_id, user_id, role) values
  ('00000000-0000-7000-8000-0000000000e2', '00000000-0000-7000-8000-0000000000e1', '00000000-0000-7000-8000-00000000000a', 'member'),
  ('00000000-0000-7000-8000-0000000000e3', '00000000-0000-7000-8000-0000000000e1', '00000000-0000-7000-8000-00000000000b', 'admin');
insert into app.boards (team_id, title) values ('00000000-0000-7000-8000-0000000000e1', 'board');
insert into app.cards (user_id, title) values ('00000000-0000-7000-8000-00000000000a', 'a'), ('00000000-0000-7000-8000-00000000000b', 'b');
insert into app.stickers (user_id, card_id, color) values ('00000000-0000-7000-8000-00000000000a', 1, 'red');

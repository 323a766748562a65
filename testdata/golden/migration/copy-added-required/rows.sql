insert into app.goods (user_id, price, label) values
  ('00000000-0000-7000-8000-00000000000a', 5, 'five'), ('00000000-0000-7000-8000-00000000000a', 7, 'seven');
insert into app.things (user_id, goods_id) values
  ('00000000-0000-7000-8000-00000000000a', 1), ('00000000-0000-7000-8000-00000000000a', 2);

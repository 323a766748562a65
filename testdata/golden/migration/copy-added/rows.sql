insert into app.goods (user_id, price, label) values
  ('00000000-0000-7000-8000-00000000000a', 5, 'five');
insert into app.things (user_id, goods_id, price) values
  ('00000000-0000-7000-8000-00000000000a', 1, 3);

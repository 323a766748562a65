insert into app.things (id, size) values ('00000000-0000-7000-8000-00000000000a', null), ('00000000-0000-7000-8000-00000000000b', 2);
insert into app.others (size) values (null), (2)

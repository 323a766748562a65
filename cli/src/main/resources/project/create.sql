-- Run once by the image of PostgreSQL, when its volume is new. The login of the server owns its database and is no
-- superuser. With createrole it makes the two roles without rights of their own that requests run as.
\getenv password DATABASE_PASSWORD
create role app login createrole password :'password';
create database app owner app;

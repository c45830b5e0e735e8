-- Once, as postgres: psql -f roles.sql. Each role is the user of the same name on this machine (peer), so none has a password.
CREATE ROLE dauys_owner LOGIN;
CREATE ROLE dauys_office LOGIN;
CREATE ROLE dauys_sign LOGIN;
CREATE DATABASE dauys OWNER dauys_owner TEMPLATE template0 ENCODING 'UTF8'
  LOCALE_PROVIDER icu ICU_LOCALE 'und' LOCALE 'C.UTF-8';
REVOKE ALL ON DATABASE dauys FROM PUBLIC;
GRANT CONNECT ON DATABASE dauys TO dauys_office, dauys_sign;
GRANT TEMPORARY ON DATABASE dauys TO dauys_office;  -- of `dauys doctor`, which makes the rows anew beside the others

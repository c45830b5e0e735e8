-- After `dauys office start`, and again after an update that made tables, as dauys_owner: psql dauys -f grants.sql.
-- The office may use tables and owns none of what holds the rules; the signer may read the journal.
GRANT USAGE ON SCHEMA public TO dauys_office, dauys_sign;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO dauys_office;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO dauys_office;
GRANT SELECT ON journal_entry TO dauys_sign;

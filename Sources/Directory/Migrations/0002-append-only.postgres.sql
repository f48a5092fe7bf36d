-- The audit trail and its chain are only ever added to.
CREATE FUNCTION directory_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'append-only'; END $$;
CREATE TRIGGER directory_audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON directory_audit FOR EACH STATEMENT EXECUTE FUNCTION directory_append_only();
CREATE TRIGGER directory_links_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON directory_audit_links FOR EACH STATEMENT EXECUTE FUNCTION directory_append_only();

-- The audit trail and its chain are only ever added to.
CREATE TRIGGER directory_audit_no_update BEFORE UPDATE ON directory_audit BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER directory_audit_no_delete BEFORE DELETE ON directory_audit BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER directory_links_no_update BEFORE UPDATE ON directory_audit_links BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER directory_links_no_delete BEFORE DELETE ON directory_audit_links BEGIN SELECT RAISE(ABORT, 'append-only'); END;

-- What was settled, signed and withdrawn is only ever added to.
CREATE TRIGGER directory_activations_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON directory_activations FOR EACH STATEMENT EXECUTE FUNCTION directory_append_only();
CREATE TRIGGER directory_signatures_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON directory_activation_signatures FOR EACH STATEMENT EXECUTE FUNCTION directory_append_only();
CREATE TRIGGER directory_withdrawals_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON directory_activation_withdrawals FOR EACH STATEMENT EXECUTE FUNCTION directory_append_only();

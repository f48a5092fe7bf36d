-- What was settled, signed and withdrawn is only ever added to.
CREATE TRIGGER directory_activations_no_update BEFORE UPDATE ON directory_activations BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER directory_activations_no_delete BEFORE DELETE ON directory_activations BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER directory_signatures_no_update BEFORE UPDATE ON directory_activation_signatures BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER directory_signatures_no_delete BEFORE DELETE ON directory_activation_signatures BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER directory_withdrawals_no_update BEFORE UPDATE ON directory_activation_withdrawals BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER directory_withdrawals_no_delete BEFORE DELETE ON directory_activation_withdrawals BEGIN SELECT RAISE(ABORT, 'append-only'); END;

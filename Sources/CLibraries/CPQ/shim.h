#include <libpq-fe.h>

// Character constants reach Swift without their meaning as a field of an error.
static inline const char *vangnet_sqlstate(const PGresult *result) {
    return PQresultErrorField(result, PG_DIAG_SQLSTATE);
}

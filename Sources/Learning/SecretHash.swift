import Crypto
import Vault

/// What the database knows a random secret by: SHA-256, hexadecimal. One is enough, and quick on every request, where nobody can
/// try all secrets there are.
func secretHash(_ secret: String) -> String { Array(SHA256.hash(data: Array(secret.utf8))).hex }

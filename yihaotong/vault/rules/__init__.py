"""The vault's cryptography, in pure Python."""

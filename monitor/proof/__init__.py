"""Evidence that an outsider can verify: stamps, packs, their verification, custody."""

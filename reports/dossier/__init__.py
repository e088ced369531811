"""The page of an evidence pack: what was asked, what was seen, what it proves; for people who decide a dispute."""

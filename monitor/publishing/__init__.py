"""From an embargoed draft to a published edition: letters, the days to answer, the folder that is served."""

"""From what was fetched to articles: feeds, sitemaps and pages. Pure functions, which run in worker processes."""

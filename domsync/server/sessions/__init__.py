"""Sessions of visitors, behind a cookie: where they are kept, signing in and out, guards."""

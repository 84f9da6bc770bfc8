"""Visitors' sessions, behind a cookie: stores, signing in and out, guards."""

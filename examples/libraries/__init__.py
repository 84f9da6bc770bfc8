"""JavaScript libraries as client modules; `app.py` puts them on one page."""
